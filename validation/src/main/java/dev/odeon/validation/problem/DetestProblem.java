package dev.odeon.validation.problem;

import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.VectorField;
import java.util.List;
import java.util.stream.Stream;

/// A problem of the set DETEST, over [0, 20]. T. Hull, W. Enright, B. Fellen, A. Sedgwick,
/// Comparing numerical methods for ordinary differential equations, SIAM Journal on Numerical
/// Analysis 9 (1972) 603-637.
///
/// @param name class and number, as `A1`
/// @param vector dy/dt
/// @param start the state at 0
/// @param end the state at 20, in closed form or from 33-digit arithmetic
public record DetestProblem(String name, VectorField vector, List<Double> start, List<Double> end)
    implements ReferenceProblem {
  public DetestProblem {
    start = List.copyOf(start);
    end = List.copyOf(end);
  }

  /// All of them, A1 to E5.
  public static List<DetestProblem> all() {
    return Stream.of(
            DetestScalars.all(),
            DetestSmallSystems.all(),
            DetestModerateSystems.all(),
            DetestOrbits.all(),
            DetestHigherOrder.all())
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public FieldGraph field() {
    return FieldGraph.trace(name, vector, start.size());
  }

  @Override
  public TimeSpan span() {
    return TimeSpan.of(0, 20);
  }

  @Override
  public double[] initial() {
    return start.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// The state at the end, a fresh array.
  public double[] reference() {
    return end.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Override
  public String toString() {
    return name;
  }
}
