/// The NVIDIA driver: whether CUDA can be used here, and the one reason if it cannot.
@NullMarked
package dev.odeon.gpu.driver;

import org.jspecify.annotations.NullMarked;
