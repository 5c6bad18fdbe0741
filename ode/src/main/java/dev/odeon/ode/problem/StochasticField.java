package dev.odeon.ode.problem;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A stochastic differential equation `dy = f(t, y, p) dt + g(t, y, p) dW`, to be traced.
///
/// g is a vector `[d]` if every component has a noise of its own, `g_i dW_i`; or a matrix `[d, m]`,
/// for m independent noises. f and g read the same parameters.
///
/// @param drift f
/// @param diffusion g
/// @param calculus what the integral over W means
/// @param motion where W comes from
public record StochasticField(
    VectorField drift, StateFunction diffusion, Calculus calculus, BrownianMotion motion) {
  /// The type of [Diffusion#SEED], one for all.
  private static final ValueType SEED = new ValueType(TensorType.f64(), Scope.SHARED);

  /// The type of [Diffusion#TRAJECTORY].
  private static final ValueType TRAJECTORY = new ValueType(TensorType.f64(), Scope.PER_LANE);

  /// In the sense of Ito, with increments drawn step by step.
  public static StochasticField ito(VectorField drift, StateFunction diffusion) {
    return new StochasticField(drift, diffusion, Calculus.ITO, new BrownianMotion.Increments());
  }

  /// In the sense of Stratonovich, with increments drawn step by step.
  public static StochasticField stratonovich(VectorField drift, StateFunction diffusion) {
    return new StochasticField(
        drift, diffusion, Calculus.STRATONOVICH, new BrownianMotion.Increments());
  }

  /// The same along another Brownian motion.
  public StochasticField along(BrownianMotion other) {
    return new StochasticField(drift, diffusion, calculus, other);
  }

  /// Traces both parts for a state of length `dimension`.
  ///
  /// The field has two more parameters behind those given, [Diffusion#SEED] and
  /// [Diffusion#TRAJECTORY], unless they are given: they say which path W takes.
  ///
  /// @param parameters type and scope of each parameter, by name
  /// @throws IllegalArgumentException if f or g has another shape
  public FieldGraph trace(String name, int dimension, SequencedMap<String, ValueType> parameters) {
    SequencedMap<String, ValueType> all = new LinkedHashMap<>(parameters);
    all.putIfAbsent(Diffusion.SEED, SEED);
    all.putIfAbsent(Diffusion.TRAJECTORY, TRAJECTORY);
    FieldGraph field = FieldGraph.trace(name, drift, dimension, all);
    return field.withDiffusion(
        new Diffusion(field.companion("noise", List.of(diffusion)), calculus, motion));
  }

  /// Traces an equation without parameters.
  public FieldGraph trace(String name, int dimension) {
    return trace(name, dimension, new LinkedHashMap<>());
  }
}
