package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sum over lanes, together with what only it reads: `sum over lanes of (mask ? sum over j of
/// left[j] x right[j] : 0)`, where x is the outer product, or of a single value.
///
/// @param result what it writes
/// @param left left factors, or the value
/// @param right right factors; none for a value
/// @param mask truth value of the lanes that count; null if all do
/// @param absorbed values that are never written
public record LaneSum(
    Value result, List<Value> left, List<Value> right, @Nullable Value mask, List<Value> absorbed) {
  public LaneSum {
    left = List.copyOf(left);
    right = List.copyOf(right);
    absorbed = List.copyOf(absorbed);
  }

  /// What it reads.
  public List<Value> operands() {
    List<Value> operands = new ArrayList<>(left);
    operands.addAll(right);
    if (mask != null) {
      operands.add(mask);
    }
    return operands;
  }

  /// Its plan.
  public SumPlan plan() {
    return new SumPlan(() -> new LaneSumKernel(this));
  }
}
