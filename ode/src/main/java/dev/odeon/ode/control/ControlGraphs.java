package dev.odeon.ode.control;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.trace.Tensor;
import java.util.List;

/// The controller's law as traced expressions. Sizes of steps are `f64`; weighted errors, and the
/// factors that follow from them, are of the precision of the state.
public final class ControlGraphs {
  /// Errors are not taken as smaller than this when the next step is sized.
  private static final double LEAST_ERROR = 1e-10;

  private ControlGraphs() {}

  /// Types of the scalars that the law of `control` remembers.
  ///
  /// @param error that of weighted errors
  public static List<DType> remembered(StepControl control, DType error) {
    return switch (control) {
      case StepControl.Fixed _ -> List.of();
      case StepControl.Adaptive adaptive -> LawMemory.types(adaptive.controller().law(), error);
    };
  }

  /// What the law remembers at a start.
  ///
  /// @param like any tensor of the trace
  /// @param error type of weighted errors
  public static List<Tensor> begin(StepControl control, Tensor like, DType error) {
    return switch (control) {
      case StepControl.Fixed _ -> List.of();
      case StepControl.Adaptive adaptive ->
          LawMemory.begin(adaptive.controller().law(), like, error);
    };
  }

  /// What the law remembers after an accepted step of size `tried` and weighted error `error`.
  ///
  /// @param memory what it remembered before
  public static List<Tensor> remember(
      StepControl control, Tensor error, Tensor tried, List<Tensor> memory) {
    return switch (control) {
      case StepControl.Fixed _ -> List.of();
      case StepControl.Adaptive adaptive ->
          LawMemory.of(adaptive.controller().law(), memory).after(error, tried);
    };
  }

  /// The size of the step after one of size `tried`, before it is limited.
  ///
  /// @param h what the size of that step was before it was clipped
  /// @param memory what the law remembers
  /// @param order one more than the order of the error estimate
  public static Tensor next(
      StepControl control, Tensor error, Tensor h, Tensor tried, List<Tensor> memory, int order) {
    return switch (control) {
      case StepControl.Fixed _ -> h;
      case StepControl.Adaptive adaptive ->
          tried.times(factor(adaptive.controller(), error, tried, memory, order).in(DType.F64));
    };
  }

  /// `next` within the limits of `control`. It is left below minStep, which ends the trajectory,
  /// only if the step before was rejected and was no larger than minStep.
  ///
  /// @param tried size of the step before
  /// @param taken whether it was accepted
  public static Tensor limit(StepControl control, Tensor next, Tensor tried, Tensor taken) {
    if (!(control instanceof StepControl.Adaptive adaptive) || adaptive.allowsAnyStep()) {
      return next;
    }
    double maxStep = adaptive.maxStep();
    Tensor limited = maxStep == Double.POSITIVE_INFINITY ? next : next.clamp(-maxStep, maxStep);
    double minStep = adaptive.minStep();
    if (minStep == 0) {
      return limited;
    }
    Tensor least =
        limited.compare(Comparison.LT, 0).select(limited.scalar(-minStep), limited.scalar(minStep));
    Tensor raised = limited.abs().compare(Comparison.LT, minStep).select(least, limited);
    Tensor larger = tried.abs().compare(Comparison.GT, minStep);
    return taken.logical(LogicalFunction.OR, larger).select(raised, limited);
  }

  /// The logarithm of a weighted error, bounded below: what laws reckon with. A power that is off
  /// by a few units in the last place does for a step size, and costs a fifth of an exact one.
  static Tensor logarithm(Tensor error) {
    return error.max(error.scalar(LEAST_ERROR)).log();
  }

  /// The factor from a step of weighted error `error` to the next; NaN counts as infinite.
  private static Tensor factor(
      Controller controller, Tensor error, Tensor tried, List<Tensor> memory, int order) {
    Tensor log = logarithm(error);
    Tensor rejected = error.compare(Comparison.LE, 1).not();
    LawMemory remembered = LawMemory.of(controller.law(), memory);
    Tensor factor =
        switch (controller.law()) {
          case StepLaw.Filter filter ->
              filtered(filter, log, rejected, tried, remembered, order).times(controller.safety());
          case StepLaw.Predictive _ ->
              predicted(log, rejected, tried, remembered, order).times(controller.safety());
        };
    Tensor clipped =
        factor
            .max(factor.scalar(controller.minFactor()))
            .min(factor.scalar(controller.maxFactor()));
    Tensor shrinking = clipped.min(clipped.scalar(controller.safety()));
    Tensor known = error.compare(Comparison.EQ, error);
    return known.select(rejected.select(shrinking, clipped), factor.scalar(controller.minFactor()));
  }

  /// The product of all powers as one power of e.
  private static Tensor filtered(
      StepLaw.Filter filter,
      Tensor log,
      Tensor rejected,
      Tensor tried,
      LawMemory memory,
      int order) {
    Tensor exponent = log.times(-filter.beta1() / order);
    if (filter.beta2() != 0) {
      exponent = add(exponent, -filter.beta2() / order, memory.logErrors().get(0));
    }
    if (filter.beta3() != 0) {
      exponent = add(exponent, -filter.beta3() / order, memory.logErrors().get(1));
    }
    if (filter.alpha2() != 0) {
      exponent = add(exponent, -filter.alpha2(), memory.ratio(tried, log.dtype()).log());
    }
    if (filter.alpha3() != 0) {
      exponent = add(exponent, -filter.alpha3(), memory.logRatios().getFirst());
    }
    Tensor chosen =
        filter.beta1() >= 0.5 ? exponent : rejected.select(log.times(-1.0 / order), exponent);
    return chosen.exp();
  }

  private static Tensor add(Tensor sum, double factor, Tensor term) {
    return term.fma(term.scalar(factor), sum);
  }

  private static Tensor predicted(
      Tensor log, Tensor rejected, Tensor tried, LawMemory memory, int order) {
    Tensor integral = log.times(-1.0 / order).exp();
    Tensor change = memory.logErrors().getFirst().minus(log).times(1.0 / order).exp();
    Tensor trend = memory.ratio(tried, log.dtype()).times(change).min(log.scalar(1));
    return rejected.select(integral, integral.times(trend));
  }
}
