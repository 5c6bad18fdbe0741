/// Tests of the comparison of solvers.
@NullMarked
package dev.odeon.validation.precision;

import org.jspecify.annotations.NullMarked;
