/// Methods by name, and the tableaus that prove their order.
@NullMarked
package dev.odeon.ode.method;

import org.jspecify.annotations.NullMarked;
