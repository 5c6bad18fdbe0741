package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import java.util.List;
import java.util.stream.IntStream;

/// Kernels of folds over axes: a thread for each element of the result, in the stated order.
record SumKernel(DeviceProgram.Builder program, Equation equation) {
  void reduce(Op.Reduce op) {
    Value x = equation.operands().getFirst();
    Value result = equation.result();
    Shape from = x.type().shape();
    List<Integer> kept =
        IntStream.range(0, from.rank()).boxed().filter(axis -> !op.axes().contains(axis)).toList();
    int[] starts = Sources.offsets(from, kept);
    int[] offsets = Sources.offsets(from, op.axes());
    ElementKernel kernel = new ElementKernel("reduce", result.scope(), program);
    MemoryTensor to = kernel.tensor(result);
    MemoryTensor tensor = kernel.tensor(x);
    PtxOperand start = kernel.places(starts).at(kernel.code(), kernel.element());
    Places places = kernel.places(offsets);
    ElementAt element = k -> kernel.load(tensor, kernel.sum(start, places.at(kernel.code(), k)));
    PtxType type = PtxType.of(result.type().dtype());
    PtxOperand folded =
        op.kind() == Reduction.SUM
            ? new ResidueSum(kernel, type)
                .of(
                    offsets.length,
                    (sum, k) ->
                        kernel.code().assign(sum, "add.rn." + type.text(), sum, element.at(k)))
            : fold(kernel, op.kind(), type, offsets.length, element);
    kernel.store(to, kernel.element(), folded);
    program.step(kernel.finish(starts.length));
  }

  @FunctionalInterface
  private interface ElementAt {
    PtxOperand at(PtxOperand k);
  }

  private static PtxOperand fold(
      ElementKernel kernel, Reduction kind, PtxType type, int count, ElementAt element) {
    PtxCode code = kernel.code();
    PtxRegister held = code.variable(PtxImmediate.floating(type, neutral(kind)));
    kernel.loop(
        count,
        1,
        k -> {
          PtxOperand next = element.at(k);
          switch (kind) {
            case SUM -> throw new IllegalStateException("sums have accumulators");
            case PRODUCT -> code.assign(held, "mul.rn." + type.text(), held, next);
            case MAX -> extreme(code, "gt", type, held, next);
            case MIN -> extreme(code, "lt", type, held, next);
          }
        });
    return held;
  }

  private static double neutral(Reduction kind) {
    return switch (kind) {
      case SUM -> 0;
      case PRODUCT -> 1;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  /// `next is NaN or next wins over held ? next : held`.
  private static void extreme(
      PtxCode code, String wins, PtxType type, PtxRegister held, PtxOperand next) {
    PtxRegister better = code.register(PtxType.PRED);
    code.assign(better, "setp." + wins + "." + type.text(), next, held);
    PtxRegister chosen = code.register(PtxType.PRED);
    code.assign(chosen, "setp.nan.or." + type.text(), next, next, better);
    code.assign(held, "selp." + type.text(), next, held, chosen);
  }

  void cumulative(Op.CumulativeSum op) {
    Value x = equation.operands().getFirst();
    Value result = equation.result();
    Shape shape = x.type().shape();
    int stride = shape.strides()[op.axis()];
    int extent = shape.dim(op.axis());
    int[] starts = IntStream.range(0, shape.size()).filter(e -> e / stride % extent == 0).toArray();
    ElementKernel kernel = new ElementKernel("cumulative_sum", result.scope(), program);
    MemoryTensor to = kernel.tensor(result);
    MemoryTensor from = kernel.tensor(x);
    PtxCode code = kernel.code();
    PtxOperand start = kernel.places(starts).at(code, kernel.element());
    PtxType type = PtxType.of(result.type().dtype());
    PtxRegister sum = code.variable(kernel.load(from, start));
    kernel.store(to, start, sum);
    kernel.loop(
        extent - 1,
        1,
        k -> {
          PtxOperand next = kernel.sum(k, PtxImmediate.of(1));
          PtxOperand place = kernel.multiplySum(next, stride, start);
          code.assign(sum, "add.rn." + type.text(), sum, kernel.load(from, place));
          kernel.store(to, place, sum);
        });
    program.step(kernel.finish(starts.length));
  }
}
