package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A sum that has a kernel.
///
/// @param kernels makes its kernels
public record SumPlan(Supplier<SumKernel> kernels) {
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
      return new SumPlan(() -> new ProductKernel(equation, dot));
    }
    if (equation.op() instanceof Op.Reduce reduce && reduce.kind() == Reduction.SUM) {
      return new SumPlan(() -> new AxisSumKernel(equation, reduce));
    }
    return null;
  }
}
