/// Layers: immutable configuration that says which parameters it needs and what it computes of them
/// and an input.
@NullMarked
package dev.odeon.nn.layer;

import org.jspecify.annotations.NullMarked;
