/// The batched solver: every lane with its own time, step size and outcome.
@NullMarked
package dev.odeon.ode.lanes;

import org.jspecify.annotations.NullMarked;
