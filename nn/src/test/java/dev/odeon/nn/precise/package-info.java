/// Graphs evaluated with numbers of 40 digits, as an oracle for derivatives.
@NullMarked
package dev.odeon.nn.precise;

import org.jspecify.annotations.NullMarked;
