/// What came out: states at the save times, an outcome with a remedy, counts.
@NullMarked
package dev.odeon.ode.solution;

import org.jspecify.annotations.NullMarked;
