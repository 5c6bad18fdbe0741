package dev.odeon.ode.lanes;

import dev.odeon.nn.graph.DType;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.TimeSpan;
import java.util.Optional;

/// The trajectories of one run: where each begins, its parameters, and its end if that is its own.
/// Holds the arrays that it was given.
public final class LaneInput {
  private final double[] initial;
  private final double[][] parameters;
  private final int lanes;
  private final Optional<double[]> ends;

  private LaneInput(double[] initial, double[][] parameters, int lanes, Optional<double[]> ends) {
    this.initial = initial;
    this.parameters = parameters;
    this.lanes = lanes;
    this.ends = ends;
  }

  /// Lanes that all end at the end of the span.
  ///
  /// @param initial states at the start, `[d][lane]`
  /// @param parameters one array a parameter, `[element]` if shared, `[element][lane]` if per lane
  public static LaneInput of(double[] initial, double[][] parameters, int lanes) {
    return new LaneInput(initial, parameters, lanes, Optional.empty());
  }

  /// The same with an end of its own for each lane.
  public LaneInput withEnds(double[] times) {
    return new LaneInput(initial, parameters, lanes, Optional.of(times));
  }

  /// The same as a run of `field` reads it: what is `f32` there, rounded.
  ///
  /// @throws IllegalArgumentException if a number is beyond what `f32` holds
  LaneInput in(FieldGraph field) {
    double[] start = field.dtype() == DType.F32 ? rounded("initial state", initial) : initial;
    double[][] values = parameters.clone();
    for (int i = 0; i < values.length; i++) {
      if (field.parameterTypes().get(i).type().dtype() == DType.F32) {
        values[i] = rounded("parameter '" + field.parameterNames().get(i) + "'", values[i]);
      }
    }
    return new LaneInput(start, values, lanes, ends);
  }

  private static double[] rounded(String what, double[] values) {
    double[] rounded = DType.F32.rounded(values);
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i]) && Double.isInfinite(rounded[i])) {
        throw new IllegalArgumentException(
            what + " element " + i + " is " + values[i] + ", beyond what f32 holds");
      }
    }
    return rounded;
  }

  /// Number of lanes.
  public int lanes() {
    return lanes;
  }

  /// States at the start, `[d][lane]`, not copied.
  public double[] initial() {
    return initial;
  }

  /// One array a parameter, not copied.
  public double[][] parameters() {
    return parameters;
  }

  /// Where lane `lane` ends.
  ///
  /// @param span whose end is that of lanes without one of their own
  public double end(int lane, TimeSpan span) {
    return ends.isPresent() ? ends.get()[lane] : span.end();
  }

  /// Checks the ends.
  ///
  /// @throws IllegalArgumentException if there is not one a lane, or one is outside `span`
  void checkEnds(TimeSpan span) {
    if (ends.isEmpty()) {
      return;
    }
    double[] own = ends.get();
    if (own.length != lanes) {
      throw new IllegalArgumentException(own.length + " ends for " + lanes + " lanes");
    }
    for (int lane = 0; lane < lanes; lane++) {
      if (!span.contains(own[lane])) {
        throw new IllegalArgumentException(
            "end of lane "
                + lane
                + ", "
                + own[lane]
                + ", is outside the time span from "
                + span.start()
                + " to "
                + span.end());
      }
    }
  }
}
