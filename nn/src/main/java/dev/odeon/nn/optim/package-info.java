/// Minimisers on flat arrays: first-order rules, L-BFGS, Levenberg-Marquardt, the latter also for
/// many lanes at once.
@NullMarked
package dev.odeon.nn.optim;

import org.jspecify.annotations.NullMarked;
