/// Whole solves on a device for fields with large layers: a block of threads works on a tile of
/// trajectories and shares the weights. On the way back of a gradient tiles keep the factors of
/// outer products, and blocks of threads for some elements of a matrix add these up over lanes.
@NullMarked
package dev.odeon.gpu.tile;

import org.jspecify.annotations.NullMarked;
