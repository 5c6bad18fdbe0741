/// What went wrong in a graph: finds the equation where numbers stopped being numbers.
@NullMarked
package dev.odeon.nn.diagnose;

import org.jspecify.annotations.NullMarked;
