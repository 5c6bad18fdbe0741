package dev.odeon.cli.fitfile;

import java.util.OptionalDouble;

/// Section `solver`.
///
/// @param method the method
/// @param relTol relative tolerance of a step's error
/// @param absTol absolute tolerance of a step's error, in units of the states
/// @param maxSteps the solver gives up after so many steps
/// @param step length of a step, in units of t; present exactly for methods with a fixed step
public record SolverSpec(
    SolverMethod method, double relTol, double absTol, int maxSteps, OptionalDouble step) {
  /// The section that stands for an absent one.
  public static final SolverSpec DEFAULT =
      new SolverSpec(SolverMethod.DORMAND_PRINCE_54, 1e-6, 1e-6, 100_000, OptionalDouble.empty());

  static SolverSpec read(Located value) {
    Keys keys = value.keys("method", "relTol", "absTol", "maxSteps", "step");
    SolverMethod method =
        keys.optional("method").map(name -> name.choice(SolverMethod.class)).orElse(DEFAULT.method);
    return new SolverSpec(
        method,
        keys.optional("relTol").map(Located::positive).orElse(DEFAULT.relTol),
        keys.optional("absTol").map(Located::positive).orElse(DEFAULT.absTol),
        keys.optional("maxSteps")
            .map(steps -> steps.integer(1, Integer.MAX_VALUE))
            .orElse(DEFAULT.maxSteps),
        step(keys, method));
  }

  private static OptionalDouble step(Keys keys, SolverMethod method) {
    if (method.hasFixedStep()) {
      return OptionalDouble.of(keys.required("step").positive());
    }
    keys.optional("step")
        .ifPresent(
            step -> {
              throw step.fault(Located.keyword(method) + " chooses its steps itself");
            });
    return OptionalDouble.empty();
  }
}
