/// The road through Hipparchus's integrators; the only importer of org.hipparchus.ode.
@NullMarked
package dev.odeon.ode.hipparchus;

import org.jspecify.annotations.NullMarked;
