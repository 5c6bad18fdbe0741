package dev.odeon.nn.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// All that a minimiser remembers from step to step: a count and named vectors. Saved and restored,
/// it continues exactly.
///
/// Mutable; the vectors are live.
public final class OptimizerState {
  private long step;
  private final Map<String, double[]> vectors;

  /// The state after `step` steps with these vectors, which are not copied.
  public OptimizerState(long step, Map<String, double[]> vectors) {
    if (step < 0) {
      throw new IllegalArgumentException("step count " + step + " is negative");
    }
    this.step = step;
    this.vectors = new LinkedHashMap<>(vectors);
  }

  /// The state before the first step, with a vector of `size` zeros for each of `names`.
  static OptimizerState zeros(int size, String... names) {
    Map<String, double[]> vectors = new LinkedHashMap<>();
    for (String name : names) {
      vectors.put(name, new double[size]);
    }
    return new OptimizerState(0, vectors);
  }

  /// Number of steps taken.
  public long step() {
    return step;
  }

  /// The live vectors by name.
  public Map<String, double[]> vectors() {
    return Collections.unmodifiableMap(vectors);
  }

  /// The live vector `name`.
  ///
  /// @throws IllegalArgumentException if there is none: the state is another minimiser's
  public double[] vector(String name) {
    double[] vector = vectors.get(name);
    if (vector == null) {
      throw new IllegalArgumentException(
          "optimiser state has no '" + name + "' but " + vectors.keySet());
    }
    return vector;
  }

  /// Counts one step and returns its number, from 1.
  public long advance() {
    return ++step;
  }

  /// An independent copy.
  public OptimizerState copy() {
    OptimizerState copy = new OptimizerState(step, Map.of());
    vectors.forEach((name, vector) -> copy.vectors.put(name, vector.clone()));
    return copy;
  }
}
