/// The interpreter: the meaning of every primitive, and the oracle for every other backend.
@NullMarked
package dev.odeon.nn.backend.reference;

import org.jspecify.annotations.NullMarked;
