package dev.odeon.ode.problem;

import dev.odeon.nn.graph.DType;
import java.util.Arrays;
import java.util.List;

/// What error a step may make: component i of the local error is weighed against `absTol_i + relTol
/// * max(|y_i|)`.
///
/// @param relTol relative tolerance, at least 10 units in the last place of 1 (2.3e-15); 0 only if
///   all absolute ones are positive
/// @param absolute absolute tolerances, in the units of the components, at least 0: one for all, or
///   one a component
public record Tolerances(double relTol, List<Double> absolute) {
  /// 10 units in the last place of 1: below that, rounding errors are all that is left to control.
  public static final double SMALLEST_RELATIVE = 10 * Math.ulp(1.0);

  /// The least relative tolerance for states of `f32`: eight units in the last place of 1 (9.5e-7).
  public static final double SMALLEST_RELATIVE_SINGLE = 8 * Math.ulp(1f);

  /// 1e-6 relative and absolute.
  public static final Tolerances DEFAULT = new Tolerances(1e-6, 1e-6);

  public Tolerances {
    absolute = List.copyOf(absolute);
    if (absolute.isEmpty()) {
      throw new IllegalArgumentException("absTol has no element: give one, or one a component");
    }
    requireTolerance("relTol", relTol);
    for (int i = 0; i < absolute.size(); i++) {
      requireTolerance(absolute.size() == 1 ? "absTol" : "absTol " + i, absolute.get(i));
    }
    if (relTol == 0 && absolute.contains(0.0)) {
      throw new IllegalArgumentException("relTol and absTol are both 0: no step could be accepted");
    }
    if (relTol != 0 && relTol < SMALLEST_RELATIVE) {
      throw new IllegalArgumentException(
          "relTol " + relTol + " is below " + SMALLEST_RELATIVE + ", ten units in the last place");
    }
  }

  /// Relative tolerance, and one absolute tolerance for all components.
  public Tolerances(double relTol, double absTol) {
    this(relTol, List.of(absTol));
  }

  /// Relative and absolute tolerance.
  public static Tolerances of(double relTol, double absTol) {
    return new Tolerances(relTol, absTol);
  }

  /// Relative tolerance, and one absolute tolerance a component.
  public static Tolerances perComponent(double relTol, double... absTol) {
    return new Tolerances(relTol, Arrays.stream(absTol).boxed().toList());
  }

  /// Whether one absolute tolerance serves all components.
  public boolean isUniform() {
    return absolute.size() == 1;
  }

  /// The absolute tolerance, the least of them if components have their own.
  public double absTol() {
    return absolute.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /// The absolute tolerance of component `component`.
  public double absTol(int component) {
    return absolute.get(isUniform() ? 0 : component);
  }

  /// Checks that it fits a state.
  ///
  /// @throws IllegalArgumentException if components have their own and are not `dimension` many
  public void checkDimension(int dimension) {
    if (!isUniform() && absolute.size() != dimension) {
      throw new IllegalArgumentException(
          "absTol has " + absolute.size() + " elements, the state has " + dimension);
    }
  }

  /// Checks that states of type `state` can be that accurate. Pure absolute tolerances are no way
  /// around: states that they ask too much of would stand still.
  ///
  /// @throws IllegalArgumentException if `state` is `f32` and `relTol` is below its rounding errors
  public void checkPrecision(DType state) {
    if (state == DType.F32 && relTol < SMALLEST_RELATIVE_SINGLE) {
      throw new IllegalArgumentException(
          "relTol "
              + relTol
              + " is below "
              + SMALLEST_RELATIVE_SINGLE
              + ", eight units in the last place of f32, in which the field computes");
    }
  }

  private static void requireTolerance(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " " + value + " is not a finite number >= 0");
    }
  }
}
