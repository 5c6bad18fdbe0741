/// Whole solves on a device for fields with large layers: a block of threads works on a tile of
/// trajectories and shares the weights.
@NullMarked
package dev.odeon.gpu.tile;

import org.jspecify.annotations.NullMarked;
