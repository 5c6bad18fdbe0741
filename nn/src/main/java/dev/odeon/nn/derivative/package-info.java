/// Derivatives in numbers: the graphs of `nn.ad`, simplified, compiled and run.
@NullMarked
package dev.odeon.nn.derivative;

import org.jspecify.annotations.NullMarked;
