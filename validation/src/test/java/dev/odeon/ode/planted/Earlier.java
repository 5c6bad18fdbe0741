package dev.odeon.ode.planted;

import dev.odeon.adjoint.planted.Later;

/// A planted fault: a module that uses a later one.
public final class Earlier {
  Later later;
}
