package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Value;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A sum that has a kernel.
///
/// @param operands what it reads
/// @param result what it writes
/// @param kernels makes its kernels
public record SumPlan(List<Value> operands, Value result, Supplier<SumKernel> kernels) {
  public SumPlan {
    operands = List.copyOf(operands);
  }

  /// A kernel with working memory of its own.
  public SumKernel kernel() {
    return kernels.get();
  }

  /// The plan of `equation`, or null if the interpreter runs it.
  public static @Nullable SumPlan of(Equation equation) {
    if (equation.operands().isEmpty()
        || !equation.operands().getFirst().type().dtype().isFloating()) {
      return null;
    }
    if (equation.op() instanceof Op.DotGeneral dot) {
      return plan(equation, () -> new ProductKernel(equation, dot));
    }
    if (equation.op() instanceof Op.Reduce reduce && reduce.kind() == Reduction.SUM) {
      return plan(equation, () -> new AxisSumKernel(equation, reduce));
    }
    return null;
  }

  private static SumPlan plan(Equation equation, Supplier<SumKernel> kernels) {
    return new SumPlan(equation.operands(), equation.result(), kernels);
  }
}
