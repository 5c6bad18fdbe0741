/// Time series as paths: interpolation on arrays, and evaluation of paths inside a trace.
@NullMarked
package dev.odeon.nn.path;

import org.jspecify.annotations.NullMarked;
