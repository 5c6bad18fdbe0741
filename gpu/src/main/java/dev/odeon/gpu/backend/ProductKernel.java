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
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import java.util.List;
import java.util.stream.IntStream;

/// Kernels of [Op.DotGeneral].
record ProductKernel(DeviceProgram.Builder program, Equation equation) {
  void dot(Op.DotGeneral op) {
    Shape left = equation.operands().get(0).type().shape();
    Shape right = equation.operands().get(1).type().shape();
    int[] leftBatch = Sources.offsets(left, op.leftBatch());
    int[] rightBatch = Sources.offsets(right, op.rightBatch());
    int[] leftFree = Sources.offsets(left, free(left, op.leftBatch(), op.leftContracting()));
    int[] rightFree = Sources.offsets(right, free(right, op.rightBatch(), op.rightContracting()));
    int size = equation.result().type().size();
    int[] leftStarts = new int[size];
    int[] rightStarts = new int[size];
    int e = 0;
    for (int batch = 0; batch < leftBatch.length; batch++) {
      for (int i : leftFree) {
        for (int j : rightFree) {
          leftStarts[e] = leftBatch[batch] + i;
          rightStarts[e++] = rightBatch[batch] + j;
        }
      }
    }
    generic(
        leftStarts,
        Sources.offsets(left, op.leftContracting()),
        rightStarts,
        Sources.offsets(right, op.rightContracting()));
  }

  private static List<Integer> free(Shape shape, List<Integer> batch, List<Integer> contracting) {
    return IntStream.range(0, shape.rank())
        .boxed()
        .filter(axis -> !batch.contains(axis) && !contracting.contains(axis))
        .toList();
  }

  /// A thread for each element of the result.
  private void generic(int[] leftStarts, int[] leftOffsets, int[] rightStarts, int[] rightOffsets) {
    Value result = equation.result();
    ElementKernel kernel = new ElementKernel("dot_general", result.scope(), program);
    PtxCode code = kernel.code();
    MemoryTensor to = kernel.tensor(result);
    MemoryTensor x = kernel.tensor(equation.operands().get(0));
    MemoryTensor y = kernel.tensor(equation.operands().get(1));
    PtxOperand i = kernel.places(leftStarts).at(code, kernel.element());
    PtxOperand j = kernel.places(rightStarts).at(code, kernel.element());
    Places left = kernel.places(leftOffsets);
    Places right = kernel.places(rightOffsets);
    PtxType type = PtxType.of(result.type().dtype());
    ResidueSum.Term term =
        (sum, k) ->
            code.assign(
                sum,
                "fma.rn." + type.text(),
                kernel.load(x, kernel.sum(i, left.at(code, k))),
                kernel.load(y, kernel.sum(j, right.at(code, k))),
                sum);
    int count = leftOffsets.length;
    PtxOperand product =
        leftStarts.length == 1
            ? new ResidueSum(kernel, type).of(count, term)
            : ascending(kernel, type, count, term);
    kernel.store(to, kernel.element(), product);
    program.step(kernel.finish(leftStarts.length));
  }

  private static PtxOperand ascending(
      ElementKernel kernel, PtxType type, int count, ResidueSum.Term term) {
    PtxRegister sum = kernel.code().variable(PtxImmediate.floating(type, 0));
    kernel.loop(count, 1, k -> term.addTo(sum, k));
    return sum;
  }
}
