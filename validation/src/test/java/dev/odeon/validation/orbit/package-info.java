/// Orbits written as a user of Hipparchus writes them, traced unchanged.
@NullMarked
package dev.odeon.validation.orbit;

import org.jspecify.annotations.NullMarked;
