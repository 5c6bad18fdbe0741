package dev.odeon.ode.step;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.ode.control.ControlGraphs;
import dev.odeon.ode.control.StepControl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What one attempt hands to the next, per lane, in this order: time, signed size of the next step,
/// state, number of attempts, number of accepted steps, then three counts of work if the rule
/// counts it, the controller's memory, and the rule's memory. Times, sizes and counts are `f64`
/// whatever the state.
///
/// @param work number of counts of work: 0 or 3
/// @param control number of scalars that the controller remembers
/// @param types types of all values
public record Carry(int work, int control, List<TensorType> types) {
  /// Index of the time.
  public static final int T = 0;

  /// Index of the step size.
  public static final int H = 1;

  /// Index of the state.
  public static final int Y = 2;

  /// Index of the number of attempts.
  public static final int ATTEMPTS = 3;

  /// Index of the number of accepted steps.
  public static final int ACCEPTED = 4;

  /// Index of the first count of work.
  public static final int WORK = 5;

  public Carry {
    types = List.copyOf(types);
  }

  static Carry of(StepRule rule, StepControl control) {
    int work =
        switch (rule.work()) {
          case Work.Constant _ -> 0;
          case Work.Counted _ -> 3;
        };
    TensorType state = rule.field().graph().inputs().get(1).type();
    List<DType> remembered = ControlGraphs.remembered(control, state.dtype());
    TensorType number = TensorType.f64();
    List<TensorType> types = new ArrayList<>(List.of(number, number, state, number, number));
    types.addAll(Collections.nCopies(work, number));
    remembered.forEach(type -> types.add(TensorType.scalar(type)));
    types.addAll(rule.memory());
    return new Carry(work, remembered.size(), types);
  }

  /// Number of values.
  public int size() {
    return types.size();
  }

  /// Index of the first value that the controller remembers.
  public int controlStart() {
    return WORK + work;
  }

  /// Index of the first value of the rule's memory.
  public int memoryStart() {
    return WORK + work + control;
  }
}
