/// Optimal control: controllers that are layers, trained on the cost of the trajectories they make.
@NullMarked
package dev.odeon.adjoint.control;

import org.jspecify.annotations.NullMarked;
