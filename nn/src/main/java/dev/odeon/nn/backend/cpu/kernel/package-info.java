/// Kernels for sums whose order is part of the meaning: matrix products, sums over axes and over
/// lanes. Each leaves the interpreter's bits, in scalar code and on vectors.
@NullMarked
package dev.odeon.nn.backend.cpu.kernel;

import org.jspecify.annotations.NullMarked;
