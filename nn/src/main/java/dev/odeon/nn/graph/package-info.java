/// The intermediate representation.
@NullMarked
package dev.odeon.nn.graph;

import org.jspecify.annotations.NullMarked;
