/// What is minimised: penalties of residuals between predictions and observations.
@NullMarked
package dev.odeon.nn.loss;

import org.jspecify.annotations.NullMarked;
