/// Programs that a newcomer would write, and the programs that measure the tables in the
/// documentation.
@NullMarked
package dev.odeon.examples;

import org.jspecify.annotations.NullMarked;
