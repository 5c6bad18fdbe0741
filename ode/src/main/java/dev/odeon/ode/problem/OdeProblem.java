package dev.odeon.ode.problem;

import java.util.ArrayList;
import java.util.List;

/// An initial value problem `dy/dt = f(t, y, p)`, `y(start) = y0`, for any number of trajectories
/// (lanes) at once.
///
/// Arrays are `[component][lane]` for per-lane data, `[element]` for shared parameters; they are
/// copied.
public final class OdeProblem {
  private final FieldGraph field;
  private final TimeSpan span;
  private final int lanes;
  private final double[] initial;
  private final List<double[]> parameters;

  private OdeProblem(
      FieldGraph field, TimeSpan span, int lanes, double[] initial, List<double[]> parameters) {
    this.field = field;
    this.span = span;
    this.lanes = lanes;
    this.initial = initial.clone();
    this.parameters = parameters.stream().map(double[]::clone).toList();
    check();
  }

  /// One trajectory of a field without parameters.
  ///
  /// @param initial the state at the start, as long as the field's state
  public static OdeProblem of(VectorField field, TimeSpan span, double... initial) {
    return of(FieldGraph.trace("field", field, initial.length), span, initial);
  }

  /// One trajectory.
  ///
  /// @param initial the state at the start, `[d]`
  /// @param parameters values in the order of the field's parameters
  public static OdeProblem of(
      FieldGraph field, TimeSpan span, double[] initial, double[]... parameters) {
    return new OdeProblem(field, span, 1, initial, List.of(parameters));
  }

  /// `lanes` trajectories.
  ///
  /// @param initial states at the start, `[d][lane]`
  /// @param parameters values in the order of the field's parameters, `[element]` if shared,
  ///   `[element][lane]` if per lane
  public static OdeProblem ensemble(
      FieldGraph field, TimeSpan span, int lanes, double[] initial, double[]... parameters) {
    return new OdeProblem(field, span, lanes, initial, List.of(parameters));
  }

  private void check() {
    field.checkSizes(lanes, initial, parameters.toArray(double[][]::new));
    requireFinite("initial state", initial);
    for (int i = 0; i < parameters.size(); i++) {
      requireFinite("parameter '" + field.parameterNames().get(i) + "'", parameters.get(i));
    }
  }

  private static void requireFinite(String what, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            what + " element " + i + " is " + values[i] + ", not finite");
      }
    }
  }

  /// The field.
  public FieldGraph field() {
    return field;
  }

  /// The interval of integration.
  public TimeSpan span() {
    return span;
  }

  /// Number of trajectories.
  public int lanes() {
    return lanes;
  }

  /// States at the start, `[d][lane]`, a copy.
  public double[] initial() {
    return initial.clone();
  }

  /// Parameter arrays, copies.
  public List<double[]> parameters() {
    List<double[]> copies = new ArrayList<>();
    parameters.forEach(values -> copies.add(values.clone()));
    return copies;
  }
}
