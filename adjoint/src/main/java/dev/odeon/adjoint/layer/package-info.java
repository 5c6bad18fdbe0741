/// Neural differential equations as layers.
@NullMarked
package dev.odeon.adjoint.layer;

import org.jspecify.annotations.NullMarked;
