package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;

/// The kernel of [dev.odeon.nn.graph.Op.LuSolve] for matrices too large for registers: a thread for
/// each column and lane substitutes in memory.
final class SolveKernel {
  private final DeviceProgram.Builder program;
  private final ElementKernel kernel;
  private final PtxCode code;
  private final MemoryTensor m;
  private final MemoryTensor rows;
  private final MemoryTensor right;
  private final MemoryTensor x;
  private final int n;
  private final int columns;
  private final String suffix;

  SolveKernel(DeviceProgram.Builder program, Equation equation) {
    this.program = program;
    Value result = equation.result();
    kernel = new ElementKernel("lu_solve", result.scope(), program);
    code = kernel.code();
    m = kernel.tensor(equation.operands().get(0));
    rows = kernel.tensor(equation.operands().get(1));
    right = kernel.tensor(equation.operands().get(2));
    x = kernel.tensor(result);
    Shape shape = result.type().shape();
    n = shape.dim(0);
    columns = shape.rank() == 1 ? 1 : shape.dim(1);
    suffix = PtxType.of(result.type().dtype()).text();
  }

  void solve(MatrixForm form) {
    kernel.loop(n, 1, i -> kernel.store(x, place(i), kernel.load(right, place(i))));
    switch (form) {
      case PLAIN -> {
        kernel.loop(n, 1, this::exchange);
        kernel.loop(n, 1, i -> kernel.store(x, place(i), reduced(i, PtxImmediate.of(0), i, form)));
        kernel.loop(
            n,
            1,
            t -> {
              PtxOperand i = descending(t);
              divide(i, reduced(i, after(i), PtxImmediate.of(n), form));
            });
      }
      case TRANSPOSED -> {
        kernel.loop(n, 1, i -> divide(i, reduced(i, PtxImmediate.of(0), i, form)));
        kernel.loop(
            n,
            1,
            t -> {
              PtxOperand i = descending(t);
              kernel.store(x, place(i), reduced(i, after(i), PtxImmediate.of(n), form));
            });
        kernel.loop(n, 1, t -> exchange(descending(t)));
      }
    }
    program.step(kernel.finish(columns));
  }

  private PtxOperand place(PtxOperand i) {
    return kernel.multiplySum(i, columns, kernel.element());
  }

  private PtxOperand after(PtxOperand i) {
    return kernel.sum(i, PtxImmediate.of(1));
  }

  private PtxOperand descending(PtxOperand t) {
    return code.value(PtxType.B32, "sub.s32", PtxImmediate.of(n - 1), t);
  }

  /// Element k and that of the row that changes places with it, the nearest there is.
  private void exchange(PtxOperand k) {
    PtxOperand named = kernel.load(rows, k);
    PtxType type = named.type();
    String whole = type.arithmetic();
    PtxRegister most = code.value(type, "min." + whole, named, new PtxImmediate(type, n - 1));
    PtxRegister least = code.value(type, "max." + whole, most, new PtxImmediate(type, 0));
    PtxOperand row = type == PtxType.B64 ? code.value(PtxType.B32, "cvt.u32.u64", least) : least;
    PtxOperand above = kernel.load(x, place(k));
    PtxOperand below = kernel.load(x, place(row));
    kernel.store(x, place(k), below);
    kernel.store(x, place(row), above);
  }

  /// Element i less the known elements from `first` to `last` (exclusive) times their coefficients.
  private PtxRegister reduced(PtxOperand i, PtxOperand first, PtxOperand last, MatrixForm form) {
    PtxRegister sum = code.variable(kernel.load(x, place(i)));
    Repeat.range(
        code,
        first,
        last,
        j -> {
          PtxOperand at =
              switch (form) {
                case PLAIN -> kernel.multiplySum(i, n, j);
                case TRANSPOSED -> kernel.multiplySum(j, n, i);
              };
          PtxRegister minus = code.register(sum.type());
          code.assign(minus, "neg." + suffix, kernel.load(m, at));
          code.assign(sum, "fma.rn." + suffix, minus, kernel.load(x, place(j)), sum);
        });
    return sum;
  }

  private void divide(PtxOperand i, PtxRegister sum) {
    PtxOperand diagonal = kernel.load(m, kernel.multiplySum(i, n, i));
    PtxRegister quotient = code.register(sum.type());
    code.assign(quotient, "div.rn." + suffix, sum, diagonal);
    kernel.store(x, place(i), quotient);
  }
}
