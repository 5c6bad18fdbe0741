package dev.odeon.cli.engine;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.cli.fitfile.ErrorMeasure;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.FitFileException;
import dev.odeon.cli.fitfile.GradientMethod;
import dev.odeon.cli.fitfile.Patience;
import dev.odeon.cli.fitfile.SolverSpec;
import dev.odeon.cli.fitfile.StepLaw;
import dev.odeon.cli.fitfile.StepLimits;
import dev.odeon.cli.model.TracedModel;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.Controller;
import dev.odeon.ode.control.Limits;
import dev.odeon.ode.control.Norm;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.problem.Calculus;
import dev.odeon.ode.problem.Diffusion;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.StochasticField;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.step.StepGraphs;
import java.time.Duration;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// What of the fit file's language runs; the rest is refused in one sentence before any work.
final class Capabilities {
  private Capabilities() {}

  /// The method of the file, on whichever road it runs.
  ///
  /// @throws FitFileException if it does not take the precision of the file
  static Method method(FitFile file) {
    Method method = file.solver().method().method();
    boolean takesSingle = method instanceof LaneMethod onLanes && onLanes.takesSinglePrecision();
    if (file.solver().precision() == DType.F32 && !takesSingle) {
      throw refused(
          file,
          "solver.precision f32 does not go with solver.method "
              + method.name()
              + "; it needs one of "
              + Methods.all().stream()
                  .filter(one -> one instanceof LaneMethod lane && lane.takesSinglePrecision())
                  .map(Method::name)
                  .collect(Collectors.joining(", ")));
    }
    return method;
  }

  /// How a fit solves the equations over `span`, without its events.
  ///
  /// @throws FitFileException if the method and the gradient of the file do not suit each other
  static SolvePlan plan(FitFile file, TimeSpan span, SaveAt saveAt) {
    if (!file.noise().isEmpty()) {
      throw refused(file, "noise: a fit takes equations without noise; solve and sweep take it");
    }
    if (!file.solver().patience().isEndless()) {
      throw refused(
          file, "solver.maxEvaluations and solver.deadline are for solve and sweep, not for fits");
    }
    if (file.solver().precision() == DType.F32 && file.gradient() != GradientMethod.DISCRETE) {
      throw refused(file, "solver.precision f32 needs gradient: discrete");
    }
    if (!(method(file) instanceof LaneMethod method)) {
      throw refused(
          file,
          "solver.method "
              + method(file).name()
              + " has no gradient; a fit needs one of "
              + fitting());
    }
    try {
      return SolvePlan.of(method, control(file, span), span, saveAt)
          .with(sensitivity(file))
          .withStops(stops(file))
          .on(file.device());
    } catch (IllegalArgumentException e) {
      throw refused(file, "gradient: " + e.getMessage());
    }
  }

  private static String fitting() {
    return Methods.all().stream()
        .filter(method -> method instanceof LaneMethod)
        .map(Method::name)
        .collect(Collectors.joining(", "));
  }

  private static Sensitivity sensitivity(FitFile file) {
    return switch (file.gradient()) {
      case DISCRETE -> new Sensitivity.Discrete();
      case FORWARD -> new Sensitivity.Forward();
      case BACKSOLVE -> new Sensitivity.Backsolve();
      case INTERPOLATING -> new Sensitivity.Interpolating();
      case QUADRATURE -> new Sensitivity.Quadrature();
      case GAUSS -> new Sensitivity.Gauss();
    };
  }

  /// The equations of the file over `span`; their noise in the sense that the method takes.
  ///
  /// @throws FitFileException if the noise does not suit the method, or the span runs backwards
  static FieldGraph field(
      FitFile file, TracedModel traced, TimeSpan span, SequencedMap<String, ValueType> parameters) {
    int dimension = file.states().size();
    if (!(method(file) instanceof StochasticMethod method)) {
      return FieldGraph.trace("equations", traced::derivative, dimension, parameters)
          .in(file.solver().precision());
    }
    if (span.end() < span.start()) {
      throw refused(file, "noise: time must ascend, it is from " + span.start() + " down");
    }
    FieldGraph ito =
        StochasticField.ito(traced::derivative, traced::noise)
            .trace("equations", dimension, parameters);
    FieldGraph field =
        method.scheme().suits(Calculus.ITO) ? ito : ito.inTheSenseOf(Calculus.STRATONOVICH);
    try {
      Diffusion.checkSeed(file.seed());
      return new StepGraphs(field, method).field();
    } catch (IllegalArgumentException e) {
      throw refused(file, String.valueOf(e.getMessage()));
    }
  }

  /// Times at which the equations are known to jump.
  ///
  /// @throws FitFileException if they are too close
  static Stops stops(FitFile file) {
    try {
      return Stops.at(file.solver().stops().stream().mapToDouble(Double::doubleValue).toArray());
    } catch (IllegalArgumentException e) {
      throw refused(file, "solver.stops: " + e.getMessage());
    }
  }

  /// When a solve gives up, beside the number of steps.
  static Limits limits(FitFile file) {
    Limits limits = Limits.DEFAULT;
    Patience patience = file.solver().patience();
    if (patience.evaluations().isPresent()) {
      limits = limits.withEvaluations(patience.evaluations().get());
    }
    if (patience.seconds().isPresent()) {
      Duration time = Duration.ofNanos((long) (patience.seconds().getAsDouble() * 1e9));
      limits = limits.withDeadline(time);
    }
    return limits;
  }

  /// The step sizes of the file over `span`.
  static StepControl control(FitFile file, TimeSpan span) {
    SolverSpec solver = file.solver();
    if (solver.step().isPresent()) {
      double steps = Math.ceil(Math.abs(span.length()) / solver.step().getAsDouble() * (1 - 1e-12));
      if (steps > solver.maxSteps()) {
        throw refused(
            file,
            "solver.step "
                + solver.step().getAsDouble()
                + " needs "
                + (long) steps
                + " steps, more than maxSteps "
                + solver.maxSteps());
      }
      return StepControl.fixed(Math.max(1, (long) steps));
    }
    try {
      return adaptive(file, solver);
    } catch (IllegalArgumentException e) {
      throw refused(file, "solver: " + e.getMessage());
    }
  }

  /// The number of threads of the file, at least 1.
  static int threads(FitFile file) {
    return file.threads() > 0 ? file.threads() : Runtime.getRuntime().availableProcessors();
  }

  private static StepControl adaptive(FitFile file, SolverSpec solver) {
    StepLimits limits = solver.limits();
    Tolerances tolerances = tolerances(file, solver);
    tolerances.checkPrecision(solver.precision());
    return new StepControl.Adaptive(
        tolerances,
        controller(solver.controller()),
        norm(solver.norm()),
        limits.initial(),
        limits.min().orElse(0),
        limits.max().orElse(Double.POSITIVE_INFINITY),
        solver.maxSteps());
  }

  private static Tolerances tolerances(FitFile file, SolverSpec solver) {
    if (solver.ownAbsTol().isEmpty()) {
      return Tolerances.of(solver.relTol(), solver.absTol());
    }
    List<Double> absolute =
        file.states().keySet().stream()
            .map(state -> solver.ownAbsTol().getOrDefault(state, solver.absTol()))
            .toList();
    return new Tolerances(solver.relTol(), absolute);
  }

  private static Controller controller(StepLaw law) {
    return switch (law) {
      case INTEGRAL -> Controller.INTEGRAL;
      case PI -> Controller.PI;
      case PID -> Controller.PID;
      case H211B -> Controller.H211B;
      case PREDICTIVE -> Controller.PREDICTIVE;
    };
  }

  private static Norm norm(ErrorMeasure measure) {
    return switch (measure) {
      case RMS -> Norm.ROOT_MEAN_SQUARE;
      case MAX -> Norm.MAXIMUM;
    };
  }

  private static FitFileException refused(FitFile file, String sentence) {
    return new FitFileException(file.path().getFileName() + ": " + sentence);
  }
}
