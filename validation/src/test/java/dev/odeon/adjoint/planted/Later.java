package dev.odeon.adjoint.planted;

import dev.odeon.ode.planted.Earlier;

/// A planted fault: half of a cycle.
public final class Later {
  Earlier earlier;
}
