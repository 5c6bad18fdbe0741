/// The training loop: stages, listeners, early stopping, checkpoints.
@NullMarked
package dev.odeon.nn.train;

import org.jspecify.annotations.NullMarked;
