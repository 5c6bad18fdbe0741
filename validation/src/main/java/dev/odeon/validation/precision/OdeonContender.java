package dev.odeon.validation.precision;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.hipparchus.HipparchusMethod;
import dev.odeon.ode.hipparchus.HipparchusRoad;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Auto;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.DiagonallyImplicit;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.method.ImplicitExplicit;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.method.Nystrom;
import dev.odeon.ode.method.Radau;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.RungeKuttaChebyshev;
import dev.odeon.ode.method.Splitting;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import dev.odeon.validation.problem.EndProblem;
import dev.odeon.validation.problem.EndProblem.Stiffness;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/// A method of Odeon, on lanes with a single trajectory, or one of Hipparchus's integrators.
record OdeonContender(Method method) implements Contender {
  /// All that adapt their steps and are meant for problems of this kind.
  static List<OdeonContender> suiting(EndProblem problem) {
    return Methods.all().stream()
        .filter(
            method ->
                suits(method, problem.stiffness())
                    || (method instanceof RungeKuttaChebyshev && isLarge(problem)))
        .map(OdeonContender::new)
        .toList();
  }

  private static boolean isLarge(EndProblem problem) {
    return problem.start().size() > 100;
  }

  /// Whether a method that adapts its steps is meant for problems of this kind. Hipparchus's are
  /// for both: it has no other.
  static boolean suits(Method method, Stiffness stiffness) {
    return switch (method) {
      case LaneMethod onLanes -> onLanes.hasErrorEstimate() && kinds(onLanes).contains(stiffness);
      case HipparchusMethod own -> !own.takesFixedSteps();
      default -> false;
    };
  }

  private static List<Stiffness> kinds(LaneMethod method) {
    return switch (method) {
      case ExplicitRungeKutta _, Splitting _, Nystrom _ -> List.of(Stiffness.NON_STIFF);
      case Bdf _, Rosenbrock _, DiagonallyImplicit _, Radau _, ImplicitExplicit _ ->
          List.of(Stiffness.STIFF);
      // For large problems with real eigenvalues.
      case RungeKuttaChebyshev _ -> List.of();
      case StochasticMethod _ -> List.of();
      case Auto _ -> List.of(Stiffness.values());
    };
  }

  @Override
  public String name() {
    return switch (method) {
      case HipparchusMethod own when !own.name().startsWith(HipparchusMethod.PREFIX) ->
          HipparchusMethod.PREFIX + own.name();
      default -> method.name();
    };
  }

  @Override
  public Supplier<Ending> prepare(EndProblem problem, Tolerances tolerances) {
    StepControl control = StepControl.adaptive(tolerances).withMaxSteps(MAX_STEPS);
    OdeProblem traced = problem.problem();
    return switch (method) {
      case LaneMethod onLanes -> {
        LaneIntegrator integrator =
            new LaneIntegrator(
                traced.field(),
                onLanes,
                control,
                problem.span(),
                problem.atEnd(),
                Backends.preferred(),
                1);
        double[] initial = problem.initial();
        yield () ->
            ending(problem, integrator.run(initial, new double[0][], 1, Recording.NONE).solution());
      }
      case HipparchusMethod own -> {
        Backend backend = CompiledOnce.of(traced.field().graph());
        yield () ->
            ending(
                problem, HipparchusRoad.solve(traced, own, control, problem.atEnd(), backend, 1));
      }
      default -> () -> ending(problem, OdeSolver.solve(traced, method, control, problem.atEnd()));
    };
  }

  private static Ending ending(EndProblem problem, Solution solution) {
    long evaluations = solution.stats(0).evaluations();
    return solution.isSuccess()
        ? new Ending(
            OptionalDouble.of(problem.error(solution.state(0, 0), problem.tolerances(1))),
            evaluations)
        : Ending.failed(evaluations);
  }
}
