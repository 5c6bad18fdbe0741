/// Running graphs: what a backend is, independent of any one.
@NullMarked
package dev.odeon.nn.backend;

import org.jspecify.annotations.NullMarked;
