package dev.odeon.validation.problem;

import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.MassMatrix;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A problem whose state at the end is known, all of it or every `stride`-th component.
///
/// @param name lower case with underscores; DETEST problems by class and number
/// @param stiffness whether explicit methods suit it
/// @param vector dy/dt, or M dy/dt
/// @param mass M, if there is one
/// @param span the interval
/// @param start the state at the start
/// @param end components 0, `stride`, 2 `stride`, ... of the state at the end
/// @param stride 1 if all are known
/// @param absolute the absolute tolerance, in relative ones: the size below which a component no
///   longer matters
public record EndProblem(
    String name,
    Stiffness stiffness,
    VectorField vector,
    Optional<MassMatrix> mass,
    TimeSpan span,
    List<Double> start,
    List<Double> end,
    int stride,
    double absolute)
    implements ReferenceProblem {
  public EndProblem {
    start = List.copyOf(start);
    end = List.copyOf(end);
    if ((end.size() - 1) * stride >= start.size()) {
      throw new IllegalArgumentException(
          end.size() + " known components, " + stride + " apart, of " + start.size());
    }
  }

  /// Without a mass matrix.
  EndProblem(
      String name,
      Stiffness stiffness,
      VectorField vector,
      TimeSpan span,
      List<Double> start,
      List<Double> end,
      int stride,
      double absolute) {
    this(name, stiffness, vector, Optional.empty(), span, start, end, stride, absolute);
  }

  /// Whether explicit methods suit a problem.
  public enum Stiffness {
    /// They do.
    NON_STIFF,
    /// Their steps would be far smaller than the solution's features.
    STIFF
  }

  /// The stiff problems of a few components, all of which have derivatives.
  public static List<EndProblem> stiff() {
    return StiffKinetics.all();
  }

  /// The problems that are not stiff, without DETEST.
  public static List<EndProblem> nonStiff() {
    Stream<EndProblem> tabulated = TabulatedProblem.all().stream().map(EndProblem::of);
    return Stream.concat(CelestialOrbits.all().stream(), tabulated).toList();
  }

  /// DETEST.
  public static List<EndProblem> detest() {
    return DetestProblem.all().stream().map(EndProblem::of).toList();
  }

  /// The stiff problems that not every method for stiff ones takes: [Bruss1d], which is large, and
  /// [TransistorAmplifier], whose mass matrix is singular.
  public static List<EndProblem> special() {
    return List.of(Bruss1d.problem(), TransistorAmplifier.problem());
  }

  /// All of them.
  public static List<EndProblem> all() {
    return Stream.of(stiff(), special(), nonStiff(), detest()).flatMap(List::stream).toList();
  }

  private static EndProblem of(DetestProblem problem) {
    return nonStiff(
        problem.name(), problem.vector(), problem.span(), problem.start(), problem.end());
  }

  private static EndProblem of(TabulatedProblem problem) {
    int last = problem.times().count() - 1;
    return nonStiff(
        problem.name(),
        problem.vector(),
        problem.span(),
        Arrays.stream(problem.initial()).boxed().toList(),
        Arrays.stream(problem.reference(last)).boxed().toList());
  }

  static EndProblem nonStiff(
      String name, VectorField vector, TimeSpan span, List<Double> start, List<Double> end) {
    return new EndProblem(name, Stiffness.NON_STIFF, vector, span, start, end, 1, 1);
  }

  @Override
  public FieldGraph field() {
    FieldGraph field = FieldGraph.trace(name, vector, start.size());
    return mass.map(field::withMass).orElse(field);
  }

  @Override
  public double[] initial() {
    return start.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// The only save time of interest.
  public SaveAt atEnd() {
    return SaveAt.end(span);
  }

  /// The tolerances with which it is solved at relative tolerance `relative`.
  public Tolerances tolerances(double relative) {
    return Tolerances.of(relative, relative * absolute);
  }

  /// The largest error of a known component of `y`, the state at the end, in units of `absTol +
  /// relTol |y|`; infinite where `y` is not a number.
  public double error(double[] y, Tolerances unit) {
    double worst = 0;
    for (int i = 0; i < end.size(); i++) {
      double known = end.get(i);
      double error =
          Math.abs(y[i * stride] - known) / (unit.absTol() + unit.relTol() * Math.abs(known));
      worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
    }
    return worst;
  }

  @Override
  public String toString() {
    return name;
  }
}
