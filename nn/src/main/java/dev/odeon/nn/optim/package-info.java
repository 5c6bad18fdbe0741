/// Minimisers on flat arrays: first-order rules, L-BFGS, Levenberg-Marquardt.
@NullMarked
package dev.odeon.nn.optim;

import org.jspecify.annotations.NullMarked;
