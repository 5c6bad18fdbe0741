package dev.odeon.ode;

/// Where a method may run.
public enum Road {
  /// Compiled from the traced field, many trajectories at once; can be differentiated.
  LANES,
  /// Hipparchus's own integrator, one trajectory at a time; any right-hand side.
  HIPPARCHUS
}
