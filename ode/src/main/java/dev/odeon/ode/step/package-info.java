/// One step of a method for a field, as a graph.
@NullMarked
package dev.odeon.ode.step;

import org.jspecify.annotations.NullMarked;
