package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;

/// Kernels of [Op.DotGeneral].
record ProductKernel(DeviceProgram.Builder program, Equation equation) {
  /// Products with fewer rows of weights or contracted indices are not tiled.
  private static final int LEAST_TILED = 4;

  void dot(Op.DotGeneral op) {
    Value left = equation.operands().get(0);
    Value right = equation.operands().get(1);
    ProductPlaces places = ProductPlaces.of(equation, op);
    boolean many = op.leftBatch().isEmpty() && equation.result().type().size() > 1;
    int[] leftFree = ProductPlaces.leftFree(equation, op);
    int[] rightFree = ProductPlaces.rightFree(equation, op);
    if (many && tiles(left, right, leftFree, places)) {
      ProductShape shape =
          new ProductShape(
              leftFree,
              places.leftOffsets(),
              rightFree,
              places.rightOffsets(),
              ProductShape.Order.ROWS_FIRST);
      tiled(left, right, shape);
    } else if (many && tiles(right, left, rightFree, places)) {
      ProductShape shape =
          new ProductShape(
              rightFree,
              places.rightOffsets(),
              leftFree,
              places.leftOffsets(),
              ProductShape.Order.COLUMNS_FIRST);
      tiled(right, left, shape);
    } else {
      generic(places);
    }
  }

  private static boolean tiles(Value weights, Value x, int[] rows, ProductPlaces places) {
    return weights.scope() == Scope.SHARED
        && x.scope() == Scope.PER_LANE
        && rows.length >= LEAST_TILED
        && places.leftOffsets().length >= LEAST_TILED;
  }

  private void tiled(Value weights, Value x, ProductShape shape) {
    TiledProduct.Factors factors = new TiledProduct.Factors(weights, x, equation.result());
    program.step(TiledProductKernel.add(factors, shape, program));
  }

  /// A thread for each element of the result.
  private void generic(ProductPlaces places) {
    Value result = equation.result();
    ElementKernel kernel = new ElementKernel("dot_general", result.scope(), program);
    PtxCode code = kernel.code();
    MemoryTensor to = kernel.tensor(result);
    MemoryTensor x = kernel.tensor(equation.operands().get(0));
    MemoryTensor y = kernel.tensor(equation.operands().get(1));
    PtxOperand i = kernel.places(places.leftStarts()).at(code, kernel.element());
    PtxOperand j = kernel.places(places.rightStarts()).at(code, kernel.element());
    Places left = kernel.places(places.leftOffsets());
    Places right = kernel.places(places.rightOffsets());
    PtxType type = PtxType.of(result.type().dtype());
    ResidueSum.Term term =
        (sum, k) ->
            code.assign(
                sum,
                "fma.rn." + type.text(),
                kernel.load(x, kernel.sum(i, left.at(code, k))),
                kernel.load(y, kernel.sum(j, right.at(code, k))),
                sum);
    int count = places.leftOffsets().length;
    PtxOperand product =
        places.leftStarts().length == 1
            ? new ResidueSum(kernel, type).of(count, term)
            : ascending(kernel, type, count, term);
    kernel.store(to, kernel.element(), product);
    program.step(kernel.finish(places.leftStarts().length));
  }

  private static PtxOperand ascending(
      ElementKernel kernel, PtxType type, int count, ResidueSum.Term term) {
    PtxRegister sum = kernel.code().variable(PtxImmediate.floating(type, 0));
    kernel.loop(count, 1, k -> term.addTo(sum, k));
    return sum;
  }
}
