/// Start values of parameters: seeded, and the same on every machine.
@NullMarked
package dev.odeon.nn.init;

import org.jspecify.annotations.NullMarked;
