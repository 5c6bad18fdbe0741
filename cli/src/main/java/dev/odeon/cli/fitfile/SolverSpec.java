package dev.odeon.cli.fitfile;

import dev.odeon.nn.graph.DType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Section `solver`.
///
/// @param method the method
/// @param relTol relative tolerance of a step's error
/// @param absTol absolute tolerance of a step's error, in units of the states
/// @param ownAbsTol state -> its own absolute tolerance
/// @param maxSteps the solver gives up after so many steps
/// @param step length of a step, in units of t; present exactly for methods with a fixed step
/// @param controller how adaptive step sizes are chosen
/// @param norm how the errors of the states are weighed together
/// @param limits limits of adaptive steps
/// @param stops times at which the equations are known to jump
/// @param patience when the solver gives up, beside `maxSteps`
/// @param precision of the states, `F64` or `F32`
public record SolverSpec(
    SolverMethod method,
    double relTol,
    double absTol,
    Map<String, Double> ownAbsTol,
    int maxSteps,
    OptionalDouble step,
    StepLaw controller,
    ErrorMeasure norm,
    StepLimits limits,
    List<Double> stops,
    Patience patience,
    DType precision) {
  /// The section that stands for an absent one.
  public static final SolverSpec DEFAULT =
      new SolverSpec(SolverMethod.DEFAULT, 1e-6, 1e-6, 100_000, OptionalDouble.empty());

  private static final List<String> ADAPTIVE_ONLY =
      List.of("controller", "norm", "initialStep", "minStep", "maxStep");

  public SolverSpec {
    ownAbsTol = Collections.unmodifiableMap(new LinkedHashMap<>(ownAbsTol));
    stops = List.copyOf(stops);
  }

  /// With the default choice of step sizes.
  public SolverSpec(
      SolverMethod method, double relTol, double absTol, int maxSteps, OptionalDouble step) {
    this(
        method,
        relTol,
        absTol,
        Map.of(),
        maxSteps,
        step,
        StepLaw.PI,
        ErrorMeasure.RMS,
        StepLimits.NONE,
        List.of(),
        Patience.NONE,
        DType.F64);
  }

  static SolverSpec read(Located value) {
    Keys keys =
        value.keys(
            "method",
            "relTol",
            "absTol",
            "maxSteps",
            "step",
            "controller",
            "norm",
            "initialStep",
            "minStep",
            "maxStep",
            "stops",
            "maxEvaluations",
            "deadline",
            "precision");
    SolverMethod method =
        keys.optional("method")
            .map(name -> new SolverMethod(name.choice(SolverMethod.names())))
            .orElse(DEFAULT.method);
    OptionalDouble step = step(keys, method);
    return new SolverSpec(
        method,
        keys.optional("relTol").map(Located::positive).orElse(DEFAULT.relTol),
        keys.optional("absTol")
            .filter(tolerance -> !tolerance.isSection())
            .map(Located::positive)
            .orElse(DEFAULT.absTol),
        ownTolerances(keys),
        keys.optional("maxSteps")
            .map(steps -> steps.integer(1, Integer.MAX_VALUE))
            .orElse(DEFAULT.maxSteps),
        step,
        keys.optional("controller")
            .map(name -> name.choice(StepLaw.class))
            .orElse(DEFAULT.controller),
        keys.optional("norm").map(name -> name.choice(ErrorMeasure.class)).orElse(DEFAULT.norm),
        new StepLimits(
            positive(keys, "initialStep"), positive(keys, "minStep"), positive(keys, "maxStep")),
        keys.optional("stops")
            .map(times -> times.list().stream().map(Located::number).toList())
            .orElse(List.of()),
        new Patience(
            keys.optional("maxEvaluations").map(n -> n.integer(1, Integer.MAX_VALUE)),
            positive(keys, "deadline")),
        keys.optional("precision")
            .map(name -> DType.parse(name.choice(List.of("f64", "f32"))))
            .orElse(DEFAULT.precision));
  }

  private static OptionalDouble positive(Keys keys, String key) {
    return keys.optional(key)
        .map(size -> OptionalDouble.of(size.positive()))
        .orElse(OptionalDouble.empty());
  }

  private static Map<String, Double> ownTolerances(Keys keys) {
    Map<String, Double> own = new LinkedHashMap<>();
    keys.optional("absTol")
        .filter(Located::isSection)
        .ifPresent(
            section -> section.named().forEach((state, value) -> own.put(state, value.positive())));
    return own;
  }

  private static OptionalDouble step(Keys keys, SolverMethod method) {
    if (method.hasFixedStep()) {
      for (String key : ADAPTIVE_ONLY) {
        keys.optional(key)
            .ifPresent(
                given -> {
                  throw given.fault(method + " has steps of a fixed length");
                });
      }
      return OptionalDouble.of(keys.required("step").positive());
    }
    keys.optional("step")
        .ifPresent(
            step -> {
              throw step.fault(method + " chooses its steps itself");
            });
    return OptionalDouble.empty();
  }
}
