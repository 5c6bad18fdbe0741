/// Comparing executables with the interpreter bit by bit, and making a failing graph small.
@NullMarked
package dev.odeon.nn.oracle;

import org.jspecify.annotations.NullMarked;
