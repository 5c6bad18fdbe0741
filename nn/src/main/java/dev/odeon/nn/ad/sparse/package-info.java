/// Sparse Jacobians: which entries can differ from zero, and how few sweeps give them all.
@NullMarked
package dev.odeon.nn.ad.sparse;

import org.jspecify.annotations.NullMarked;
