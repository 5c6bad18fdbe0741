package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Value;

/// Kernels of gather and of its transpose: a thread for each element of the result.
record IndexKernel(DeviceProgram.Builder program, Equation equation) {
  private int slices() {
    return equation.operands().get(0).type().shape().dim(0);
  }

  private int size() {
    int slices = slices();
    return slices == 0 ? 0 : equation.operands().get(0).type().size() / slices;
  }

  /// The nearest slice to an index.
  private PtxOperand slice(PtxCode code, PtxOperand index) {
    PtxType type = index.type();
    String suffix = type.arithmetic();
    PtxRegister most =
        code.value(type, "min." + suffix, index, new PtxImmediate(type, slices() - 1));
    PtxRegister least = code.value(type, "max." + suffix, most, new PtxImmediate(type, 0));
    return type == PtxType.B64 ? code.value(PtxType.B32, "cvt.u32.u64", least) : least;
  }

  void gather() {
    Value result = equation.result();
    ElementKernel kernel = new ElementKernel("gather", result.scope(), program);
    MemoryTensor to = kernel.tensor(result);
    MemoryTensor x = kernel.tensor(equation.operands().get(0));
    MemoryTensor index = kernel.tensor(equation.operands().get(1));
    PtxOperand position = kernel.quotient(kernel.element(), size());
    PtxOperand column = kernel.remainder(kernel.element(), size());
    PtxOperand slice = slice(kernel.code(), kernel.load(index, position));
    PtxOperand place = kernel.multiplySum(slice, size(), column);
    kernel.store(to, kernel.element(), kernel.load(x, place));
    program.step(kernel.finish(result.type().size()));
  }

  /// Each element takes the updates of its slice, in ascending order.
  void scatterAdd() {
    Value result = equation.result();
    ElementKernel kernel = new ElementKernel("scatter_add", result.scope(), program);
    MemoryTensor to = kernel.tensor(result);
    MemoryTensor x = kernel.tensor(equation.operands().get(0));
    MemoryTensor index = kernel.tensor(equation.operands().get(1));
    MemoryTensor updates = kernel.tensor(equation.operands().get(2));
    PtxCode code = kernel.code();
    PtxOperand own = kernel.quotient(kernel.element(), size());
    PtxOperand column = kernel.remainder(kernel.element(), size());
    PtxRegister sum = code.variable(kernel.load(x, kernel.element()));
    String add = "add.rn." + sum.type().text();
    kernel.loop(
        equation.operands().get(1).type().size(),
        1,
        p -> {
          PtxOperand slice = slice(code, kernel.load(index, p));
          PtxRegister other = code.value(PtxType.PRED, "setp.ne.s32", slice, own);
          kernel.unless(
              other,
              () -> {
                PtxOperand place = kernel.multiplySum(p, size(), column);
                code.assign(sum, add, sum, kernel.load(updates, place));
              });
        });
    kernel.store(to, kernel.element(), sum);
    program.step(kernel.finish(result.type().size()));
  }
}
