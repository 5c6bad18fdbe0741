package dev.odeon.adjoint;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.ode.problem.Tolerances;

/// How a steady state inside a model is found, whatever its field.
///
/// @param search where it is looked for
/// @param smallness a derivative counts as zero up to `absTol_i + relTol |y_i|`, in units of the
///   derivative
/// @param backend where its graphs run
/// @param threads most threads it may use, at least 1
public record SteadyPlan(SteadySearch search, Tolerances smallness, Backend backend, int threads) {
  public SteadyPlan {
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + " is below 1");
    }
  }

  /// To 1e-9, one thread, the preferred backend.
  public static SteadyPlan of(SteadySearch search) {
    return new SteadyPlan(search, Tolerances.of(1e-9, 1e-9), Backends.preferred(), 1);
  }

  /// With another measure of what is small.
  public SteadyPlan within(Tolerances other) {
    return new SteadyPlan(search, other, backend, threads);
  }
}
