/// Solving initial value problems: the entry point over the two roads, lanes and Hipparchus.
@NullMarked
package dev.odeon.ode;

import org.jspecify.annotations.NullMarked;
