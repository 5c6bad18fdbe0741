/// Initial value problems whose solutions are known, in closed form or as published values: what
/// solvers are tested and timed with.
@NullMarked
package dev.odeon.validation.problem;

import org.jspecify.annotations.NullMarked;
