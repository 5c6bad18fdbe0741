/// What is to be solved: field, initial state, time span, save times, tolerances.
@NullMarked
package dev.odeon.ode.problem;

import org.jspecify.annotations.NullMarked;
