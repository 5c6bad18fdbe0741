/// Step size control and the initial step, as graphs.
@NullMarked
package dev.odeon.ode.control;

import org.jspecify.annotations.NullMarked;
