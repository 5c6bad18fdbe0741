/// How much work solvers spend for the error that they reach: Odeon's methods, Hipparchus's
/// integrators and CVODE on the same problems, drawn as work-precision diagrams.
@NullMarked
package dev.odeon.validation.precision;

import org.jspecify.annotations.NullMarked;
