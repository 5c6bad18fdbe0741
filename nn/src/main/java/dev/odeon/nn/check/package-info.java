/// Checks that users run on their own graphs and functions.
@NullMarked
package dev.odeon.nn.check;

import org.jspecify.annotations.NullMarked;
