package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ControlGraphs;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.control.StepControl;
import java.util.ArrayList;
import java.util.List;

/// One attempt of a step, the decision about it and the next step size included.
///
/// `(stop, save, running, carry, p) -> (carry, taken, attention, h tried, error, g)`, then, if
/// asked for, `(y1, dense)` and what the interpolant needs beside, all per lane. The step is
/// clipped so that it ends at `stop` exactly if it would reach it. A lane that is not `running` (0;
/// else 1) carries the same on. `taken` tells whether the step was accepted, `attention` (0: no)
/// whether the lane needs somebody to look at it: it was accepted and reached `stop` or passed the
/// time `save`, or a guard was violated, or the next step would be too small to advance time or for
/// the limit of the control, or a step of fixed size gave numbers that are not finite, or the limit
/// of steps is reached.
public final class Attempt {
  /// Number of inputs before the carry.
  public static final int READ = 3;

  /// Index of `taken` among the outputs after the carry.
  public static final int TAKEN = 0;

  /// Index of `attention` among the outputs after the carry.
  public static final int ATTENTION = 1;

  /// Index of the step size tried among the outputs after the carry.
  public static final int TRIED = 2;

  /// The value of `attention` if a step that fits the tolerances violates a guard; else it is 1.
  public static final int GUARD_VIOLATED = 2;

  /// Index of the weighted error among the outputs after the carry: infinite if the equations of
  /// the step could not be solved.
  public static final int ERROR = 3;

  /// Number of outputs between the carry and the guards.
  public static final int FLAGS = 4;

  /// What an attempt leaves beside the carry and the flags.
  public enum Detail {
    /// Nothing more.
    NONE,
    /// The new state, accepted or not, and what the step itself has for the interpolant.
    DENSE,
    /// The same, and all else that the interpolant needs.
    REFINED
  }

  private static final double EPSILON = 0x1p-51;

  private Attempt() {}

  static List<Tensor> trace(
      StepRule rule,
      StepControl control,
      Detail detail,
      Tensor stop,
      Tensor save,
      Tensor running,
      List<Tensor> carried,
      List<Tensor> p) {
    Carry carry = Carry.of(rule, control);
    Tensor t = carried.get(Carry.T);
    Tensor h = carried.get(Carry.H);
    Tensor y = carried.get(Carry.Y);
    List<Tensor> law = carried.subList(carry.controlStart(), carry.memoryStart());
    List<Tensor> memory = carried.subList(carry.memoryStart(), carry.size());
    Tensor runs = running.compare(Comparison.NE, 0);

    Tensor left = stop.minus(t);
    Tensor reaches = h.abs().times(reach(control)).compare(Comparison.GE, left.abs());
    Tensor tried = reaches.select(left, h);
    Tensor t1 = reaches.select(stop, t.plus(tried));
    StepPoint point = new StepPoint(t, tried, y, memory, p);
    Trial trial = rule.attempt(point, ErrorNorm.of(control));

    Tensor fits =
        switch (control) {
          case StepControl.Fixed _ -> isFinite(trial);
          case StepControl.Adaptive _ -> trial.error().compare(Comparison.LE, 1);
        };
    Tensor passes = runs.logical(LogicalFunction.AND, fits);
    Tensor taken = passes;
    for (Tensor guard : trial.guards()) {
      taken = taken.logical(LogicalFunction.AND, guard);
    }
    Tensor wanted =
        trial
            .next()
            .orElseGet(
                () ->
                    ControlGraphs.next(
                        control, trial.error(), h, tried, law, rule.errorExponent()));
    Tensor next = ControlGraphs.limit(control, wanted, tried, taken);
    Tensor time = taken.select(t1, t);
    Tensor size = runs.select(next, h);
    Tensor attempts = carried.get(Carry.ATTEMPTS).plus(running);
    List<Tensor> outputs = new ArrayList<>();
    outputs.add(time);
    outputs.add(size);
    outputs.add(taken.select(trial.y1(), y));
    outputs.add(attempts);
    outputs.add(
        carried.get(Carry.ACCEPTED).plus(taken.select(running.scalar(1), running.scalar(0))));
    for (int i = 0; i < carry.work(); i++) {
      outputs.add(
          carried.get(Carry.WORK + i).plus(trial.work().get(i).in(DType.F64).times(running)));
    }
    List<Tensor> remembered = ControlGraphs.remember(control, trial.error(), tried, law);
    select(outputs, taken, remembered, law);
    for (int i = 0; i < memory.size(); i++) {
      Tensor old = runs.select(trial.retained().get(i), memory.get(i));
      outputs.add(taken.select(trial.memory().get(i), old));
    }
    Tensor passed =
        taken.logical(
            LogicalFunction.AND,
            t1.compare(Comparison.EQ, stop)
                .logical(
                    LogicalFunction.OR, save.minus(t1).times(tried).compare(Comparison.LE, 0)));
    Tensor violated = passes.logical(LogicalFunction.AND, taken.not());
    Tensor trouble =
        switch (control) {
          case StepControl.Fixed _ -> taken.not();
          case StepControl.Adaptive _ -> violated;
        };
    Tensor attention =
        passed
            .logical(LogicalFunction.OR, trouble)
            .logical(LogicalFunction.OR, isTooSmall(control, size, time))
            .logical(
                LogicalFunction.OR, attempts.compare(Comparison.GE, (double) control.maxSteps()));
    outputs.add(taken);
    Tensor none = running.scalar(0);
    Tensor some = running.scalar(1);
    Tensor guard = running.scalar(GUARD_VIOLATED);
    outputs.add(
        runs.logical(LogicalFunction.AND, attention).select(violated.select(guard, some), none));
    outputs.add(tried);
    outputs.add(trial.error());
    outputs.addAll(trial.guards());
    switch (detail) {
      case NONE -> {}
      case DENSE -> {
        outputs.add(trial.y1());
        outputs.addAll(trial.dense());
      }
      case REFINED -> {
        outputs.add(trial.y1());
        outputs.addAll(trial.dense());
        outputs.addAll(rule.refine(point, trial.dense()));
      }
    }
    return outputs;
  }

  private static void select(
      List<Tensor> outputs, Tensor taken, List<Tensor> now, List<Tensor> before) {
    for (int i = 0; i < now.size(); i++) {
      outputs.add(taken.select(now.get(i), before.get(i)));
    }
  }

  /// Whether the new state and memory are finite, and so is the error: the sum of the magnitudes.
  private static Tensor isFinite(Trial trial) {
    Tensor magnitudes = trial.y1().abs().sum();
    Tensor size = trial.error().in(magnitudes.dtype()).plus(magnitudes);
    for (Tensor value : trial.memory()) {
      if (value.dtype().isFloating()) {
        size = size.plus(value.abs().sum().in(size.dtype()));
      }
    }
    return size.compare(Comparison.LT, Double.POSITIVE_INFINITY);
  }

  /// The size of step, about two units in the last place of `t`, up to which a step does not
  /// advance time.
  public static double leastStep(double t) {
    return Math.fma(Math.abs(t), EPSILON, Double.MIN_NORMAL);
  }

  /// Whether no step of size `h` may be taken from `t`: it would not advance time, or is below the
  /// least that `control` allows.
  public static boolean isTooSmall(StepControl control, double h, double t) {
    return !(Math.abs(h) > leastStep(t)) || Math.abs(h) < control.minStep();
  }

  /// The same as a traced expression.
  public static Tensor isTooSmall(StepControl control, Tensor h, Tensor t) {
    Tensor least = t.abs().fma(t.scalar(EPSILON), t.scalar(Double.MIN_NORMAL));
    Tensor stuck = h.abs().compare(Comparison.GT, least).not();
    return control.minStep() == 0
        ? stuck
        : stuck.logical(LogicalFunction.OR, h.abs().compare(Comparison.LT, control.minStep()));
  }

  /// A step ends at the end if it would come this close: equal steps must not leave a sliver of
  /// rounding errors.
  private static double reach(StepControl control) {
    return switch (control) {
      case StepControl.Fixed _ -> 1.5;
      case StepControl.Adaptive _ -> 1 + 1e-10;
    };
  }
}
