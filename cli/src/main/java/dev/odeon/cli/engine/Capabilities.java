package dev.odeon.cli.engine;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.cli.fault.CommandException;
import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.fitfile.Device;
import dev.odeon.cli.fitfile.ErrorMeasure;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.FitFileException;
import dev.odeon.cli.fitfile.SolverSpec;
import dev.odeon.cli.fitfile.StepLaw;
import dev.odeon.cli.fitfile.StepLimits;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.Controller;
import dev.odeon.ode.control.Norm;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What of the fit file's language runs; the rest is refused in one sentence before any work.
final class Capabilities {
  private Capabilities() {}

  /// A demand that this build or machine cannot meet.
  private static final class CannotRun extends CommandException {
    private static final long serialVersionUID = 1L;

    CannotRun(String message) {
      super(ExitCode.GAVE_UP, message);
    }
  }

  /// Refuses events and devices that do not run.
  ///
  /// @param cuda why CUDA cannot be used, asked only if the file demands it
  static void check(FitFile file, Supplier<String> cuda) {
    if (!file.events().isEmpty()) {
      throw refused(file, "events are not run by this version; remove the section 'events'");
    }
    if (file.device() == Device.CUDA) {
      throw new CannotRun(
          file.path().getFileName()
              + ": device: cuda cannot run here: "
              + cuda.get()
              + "; set device: cpu or auto");
    }
  }

  /// The method of the file, on whichever road it runs.
  static Method method(FitFile file) {
    return file.solver().method().method();
  }

  /// The method of the file, if fits can be differentiated through it.
  static LaneMethod fitMethod(FitFile file) {
    Method method = method(file);
    if (method instanceof LaneMethod stepwise && stepwise.isReversible()) {
      return stepwise;
    }
    throw refused(
        file,
        "solver.method "
            + method.name()
            + " has no gradient in this version; a fit needs one of "
            + differentiable());
  }

  private static String differentiable() {
    return Methods.all().stream()
        .filter(method -> method instanceof LaneMethod stepwise && stepwise.isReversible())
        .map(Method::name)
        .collect(Collectors.joining(", "));
  }

  static Sensitivity sensitivity(FitFile file) {
    return switch (file.gradient()) {
      case DISCRETE -> new Sensitivity.Discrete();
      case FORWARD -> new Sensitivity.Forward();
      case BACKSOLVE, INTERPOLATING, QUADRATURE, GAUSS ->
          throw refused(
              file,
              "gradient "
                  + name(file.gradient())
                  + " is not run by this version; it runs discrete and forward");
    };
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
    return new StepControl.Adaptive(
        tolerances(file, solver),
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

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
