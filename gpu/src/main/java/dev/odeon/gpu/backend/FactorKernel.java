package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Value;

/// The kernel of [dev.odeon.nn.graph.Op.LuFactor] for matrices too large for registers: a thread a
/// lane eliminates in memory.
final class FactorKernel {
  private final DeviceProgram.Builder program;
  private final ElementKernel kernel;
  private final PtxCode code;
  private final MemoryTensor a;
  private final MemoryTensor m;
  private final MemoryTensor rows;
  private final int n;
  private final String suffix;

  FactorKernel(DeviceProgram.Builder program, Equation equation) {
    this.program = program;
    Value matrix = equation.operands().getFirst();
    kernel = new ElementKernel("lu_factor", matrix.scope(), program);
    code = kernel.code();
    a = kernel.tensor(matrix);
    m = kernel.tensor(equation.results().get(0));
    rows = kernel.tensor(equation.results().get(1));
    n = matrix.type().shape().dim(0);
    suffix = PtxType.of(matrix.type().dtype()).text();
  }

  void factor() {
    kernel.loop(n * n, 1, e -> kernel.store(m, e, kernel.load(a, e)));
    kernel.loop(
        n,
        1,
        k -> {
          PtxRegister row = pivotRow(k);
          kernel.store(rows, k, row);
          exchange(k, row);
          eliminate(k);
        });
    program.step(kernel.finish(1));
  }

  private PtxOperand place(PtxOperand i, PtxOperand j) {
    return kernel.multiplySum(i, n, j);
  }

  private PtxOperand at(PtxOperand i, PtxOperand j) {
    return kernel.load(m, place(i, j));
  }

  private PtxOperand after(PtxOperand k) {
    return kernel.sum(k, PtxImmediate.of(1));
  }

  private PtxRegister size(PtxOperand x) {
    PtxRegister size = code.register(x.type());
    code.assign(size, "abs." + suffix, x);
    return size;
  }

  private PtxRegister pivotRow(PtxRegister k) {
    PtxRegister row = code.variable(k);
    PtxRegister largest = size(at(k, k));
    Repeat.range(
        code,
        after(k),
        PtxImmediate.of(n),
        i -> {
          PtxRegister next = size(at(i, k));
          PtxRegister larger = code.register(PtxType.PRED);
          code.assign(larger, "setp.gt." + suffix, next, largest);
          code.assign(largest, "selp." + suffix, next, largest, larger);
          code.assign(row, "selp.b32", i, row, larger);
        });
    return row;
  }

  private void exchange(PtxRegister k, PtxRegister row) {
    kernel.loop(
        n,
        1,
        j -> {
          PtxOperand above = at(k, j);
          PtxOperand below = at(row, j);
          kernel.store(m, place(k, j), below);
          kernel.store(m, place(row, j), above);
        });
  }

  /// A zero pivot is not eliminated with.
  private void eliminate(PtxRegister k) {
    PtxOperand pivot = at(k, k);
    PtxRegister singular = code.register(PtxType.PRED);
    PtxImmediate zero = PtxImmediate.floating(pivot.type(), 0);
    code.assign(singular, "setp.eq." + suffix, pivot, zero);
    kernel.unless(
        singular,
        () -> Repeat.range(code, after(k), PtxImmediate.of(n), i -> subtract(i, k, pivot)));
  }

  private void subtract(PtxRegister i, PtxRegister k, PtxOperand pivot) {
    PtxRegister factor = code.register(pivot.type());
    code.assign(factor, "div.rn." + suffix, at(i, k), pivot);
    kernel.store(m, place(i, k), factor);
    PtxRegister minus = code.register(pivot.type());
    code.assign(minus, "neg." + suffix, factor);
    Repeat.range(
        code,
        after(k),
        PtxImmediate.of(n),
        j -> {
          PtxRegister left = code.register(pivot.type());
          code.assign(left, "fma.rn." + suffix, minus, at(k, j), at(i, j));
          kernel.store(m, place(i, j), left);
        });
  }
}
