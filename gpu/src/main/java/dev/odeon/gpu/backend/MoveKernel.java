package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import java.util.Arrays;

/// Kernels that only move elements.
record MoveKernel(DeviceProgram.Builder program, Equation equation) {
  /// `result[e] = operand[source[e]]`, or zero.
  void gather(int[] source) {
    Value result = equation.result();
    ElementKernel kernel = new ElementKernel(equation.op().name(), result.scope(), program);
    MemoryTensor to = kernel.tensor(result);
    PtxImmediate zero = PtxImmediate.element(result.type().dtype(), 0);
    if (Arrays.stream(source).allMatch(s -> s == Sources.ZERO)) {
      kernel.store(to, kernel.element(), zero);
    } else {
      MemoryTensor from = kernel.tensor(equation.operands().getFirst());
      Places places = kernel.places(source);
      PtxOperand place = places.at(kernel.code(), kernel.element());
      if (Arrays.stream(source).anyMatch(s -> s == Sources.ZERO)) {
        kernel.store(to, kernel.element(), zero);
        PtxRegister absent =
            kernel.code().value(PtxType.PRED, "setp.lt.s32", place, PtxImmediate.of(0));
        kernel.unless(absent, () -> kernel.store(to, kernel.element(), kernel.load(from, place)));
      } else {
        kernel.store(to, kernel.element(), kernel.load(from, place));
      }
    }
    program.step(kernel.finish(source.length));
  }

  /// Each operand by a launch of its own.
  void concatenate(Op.Concatenate op) {
    Value result = equation.result();
    Shape shape = result.type().shape();
    int inner = 1;
    for (int axis = op.axis() + 1; axis < shape.rank(); axis++) {
      inner *= shape.dim(axis);
    }
    int row = shape.dim(op.axis()) * inner;
    int at = 0;
    for (Value operand : equation.operands()) {
      int chunk = operand.type().shape().dim(op.axis()) * inner;
      int size = operand.type().size();
      if (size > 0) {
        int[] targets = new int[size];
        for (int e = 0; e < size; e++) {
          targets[e] = e / chunk * row + at + e % chunk;
        }
        scatter(operand, targets);
      }
      at += chunk;
    }
  }

  private void scatter(Value operand, int[] targets) {
    Value result = equation.result();
    ElementKernel kernel = new ElementKernel(equation.op().name(), result.scope(), program);
    MemoryTensor to = kernel.tensor(result);
    MemoryTensor from = kernel.tensor(operand);
    PtxOperand place = kernel.places(targets).at(kernel.code(), kernel.element());
    kernel.store(to, place, kernel.load(from, kernel.element()));
    program.step(kernel.finish(targets.length));
  }
}
