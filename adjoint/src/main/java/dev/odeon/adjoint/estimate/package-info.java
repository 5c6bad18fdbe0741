/// Parameters of mechanistic models with their uncertainty: least squares with exact Jacobians,
/// many starts, standard errors, intervals, profiles.
@NullMarked
package dev.odeon.adjoint.estimate;

import org.jspecify.annotations.NullMarked;
