package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.LaneGrid;
import dev.odeon.gpu.ptx.LaunchBounds;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.gpu.ptx.PtxLabel;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxParameter;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.graph.DType;
import java.util.ArrayList;
import java.util.List;

/// The kernel of [TiledProduct]: a thread a column computes a few rows, each in ascending order of
/// the contracted index with `fma`, so that the tiles leave no trace in the bits.
final class TiledProductKernel {
  /// Threads of a block, and so columns of a tile.
  static final int THREADS = 128;

  /// Rows of a tile.
  static final int ROWS = 8;

  /// Contracted indices whose weights are in shared memory at a time.
  private static final int DEPTH = 16;

  private final PtxCode code = new PtxCode();
  private final List<PtxParameter> parameters = new ArrayList<>();
  private final List<Argument> arguments = new ArrayList<>();
  private final DeviceProgram.Builder program;
  private final ProductShape shape;
  private final DType dtype;
  private final String fma;
  private final MemoryTensor weights;
  private final MemoryTensor tile;
  private final MemoryTensor x;
  private final MemoryTensor result;
  private final Places weightStarts;
  private final Places weightOffsets;
  private final Places columnOffsets;
  private final PtxRegister own = code.special("%tid.x");
  private final PtxRegister column;
  private final PtxRegister isInside;
  private final PtxRegister firstRow;
  private final PtxOperand columnStart;
  private final PtxRegister part;

  private TiledProductKernel(
      TiledProduct.Factors factors, ProductShape shape, DeviceProgram.Builder program) {
    this.program = program;
    this.shape = shape;
    dtype = factors.result().type().dtype();
    fma = "fma.rn." + PtxType.of(dtype).text();
    PtxRegister all = code.parameter(u32("all"));
    PtxRegister lanes = code.parameter(u32("lanes"));
    PtxRegister columnBlocks = code.parameter(u32("blocks"));
    PtxRegister block = code.special("%ctaid.x");
    PtxRegister columnBlock = code.value(PtxType.B32, "rem.u32", block, columnBlocks);
    PtxRegister rowBlock = code.value(PtxType.B32, "div.u32", block, columnBlocks);
    column = code.value(PtxType.B32, "mad.lo.s32", columnBlock, PtxImmediate.of(THREADS), own);
    isInside = code.value(PtxType.PRED, "setp.lt.u32", column, all);
    firstRow = code.value(PtxType.B32, "mul.lo.s32", rowBlock, PtxImmediate.of(ROWS));
    // Threads beyond the last column work on that one, and write nothing.
    PtxRegister last = code.value(PtxType.B32, "sub.s32", all, PtxImmediate.of(1));
    PtxRegister taken = code.value(PtxType.B32, "min.u32", column, last);
    PtxRegister lane = code.value(PtxType.B32, "rem.u32", taken, lanes);
    part = code.value(PtxType.B32, "div.u32", taken, lanes);
    LaneGrid grid = new LaneGrid(code, lane, lanes);
    weights =
        grid.shared(
            dtype, factors.weights().type().size(), pointer(new Argument.Array(factors.weights())));
    x = grid.perLane(dtype, factors.x().type().size(), pointer(new Argument.Array(factors.x())));
    result =
        grid.perLane(
            dtype, factors.result().type().size(), pointer(new Argument.Array(factors.result())));
    tile =
        MemoryTensor.dense(
            PtxSpace.SHARED, dtype, ROWS * DEPTH, code.sharedArray(dtype, ROWS * DEPTH));
    weightStarts = places(shape.weightStarts());
    weightOffsets = places(shape.weightOffsets());
    columnOffsets = places(shape.columnOffsets());
    columnStart = places(shape.columnStarts()).at(code, part);
  }

  /// Adds the kernel; returns its step.
  static TiledProduct add(
      TiledProduct.Factors factors, ProductShape shape, DeviceProgram.Builder program) {
    return new TiledProductKernel(factors, shape, program).finish();
  }

  private PtxParameter u32(String name) {
    parameters.add(PtxParameter.u32(name));
    return parameters.getLast();
  }

  private PtxRegister pointer(Argument argument) {
    parameters.add(PtxParameter.pointer("p" + arguments.size()));
    arguments.add(argument);
    return code.pointer(parameters.getLast());
  }

  private Places places(int[] numbers) {
    if (Places.isRegular(numbers)) {
      return new Places.Regular(numbers.length == 0 ? 0 : numbers[0], Places.step(numbers));
    }
    PtxRegister address = pointer(new Argument.Table(program.table(numbers)));
    return new Places.Stored(
        MemoryTensor.dense(PtxSpace.GLOBAL, DType.I32, numbers.length, address));
  }

  private TiledProduct finish() {
    List<PtxRegister> sums = new ArrayList<>();
    for (int r = 0; r < ROWS; r++) {
      sums.add(code.variable(PtxImmediate.element(dtype, 0)));
    }
    int depth = shape.weightOffsets().length;
    int whole = depth / DEPTH * DEPTH;
    if (whole > 0) {
      PtxRegister first = code.variable(PtxImmediate.of(0));
      PtxLabel again = code.label();
      code.place(again);
      code.scoped(
          () -> {
            multiply(first, DEPTH, sums);
            code.assign(first, "add.s32", first, PtxImmediate.of(DEPTH));
            PtxRegister more = code.register(PtxType.PRED);
            code.assign(more, "setp.lt.s32", first, PtxImmediate.of(whole));
            code.branchIf(more, again);
          });
    }
    if (depth > whole) {
      code.scoped(() -> multiply(code.variable(PtxImmediate.of(whole)), depth - whole, sums));
    }
    store(sums);
    code.exit();
    String name = program.uniqueName("tiled_product");
    program.kernel(new PtxKernel(name, parameters, code, LaunchBounds.of(THREADS)));
    return new TiledProduct(
        name, shape.weightStarts().length, shape.columnStarts().length, arguments);
  }

  /// The contracted indices `first` to `first + count` (exclusive).
  private void multiply(PtxRegister first, int count, List<PtxRegister> sums) {
    code.barrier();
    for (int t = 0; t < ROWS * count; t += THREADS) {
      stage(first, count, t);
    }
    code.barrier();
    for (int k = 0; k < count; k++) {
      PtxOperand offset = columnOffsets.at(code, plus(first, k));
      PtxOperand factor = at(x, sum(columnStart, offset));
      for (int r = 0; r < ROWS; r++) {
        code.assign(sums.get(r), fma, tile.element(code, r * DEPTH + k), factor, sums.get(r));
      }
    }
  }

  /// Each thread copies one weight of the tile.
  private void stage(PtxRegister first, int count, int offset) {
    PtxRegister place = plus(own, offset);
    PtxRegister beyond =
        code.value(PtxType.PRED, "setp.ge.u32", place, PtxImmediate.of(ROWS * count));
    PtxLabel end = code.label();
    code.branchIf(beyond, end);
    code.scoped(
        () -> {
          PtxRegister row = code.value(PtxType.B32, "div.u32", place, PtxImmediate.of(count));
          PtxRegister k = code.value(PtxType.B32, "rem.u32", place, PtxImmediate.of(count));
          PtxRegister index = code.value(PtxType.B32, "add.s32", firstRow, row);
          PtxImmediate lastRow = PtxImmediate.of(shape.weightStarts().length - 1);
          PtxRegister taken = code.value(PtxType.B32, "min.u32", index, lastRow);
          PtxRegister depth = code.value(PtxType.B32, "add.s32", first, k);
          PtxOperand from = sum(weightStarts.at(code, taken), weightOffsets.at(code, depth));
          PtxRegister to = code.value(PtxType.B32, "mad.lo.s32", row, PtxImmediate.of(DEPTH), k);
          tile.store(code, to, at(weights, from));
        });
    code.place(end);
  }

  private void store(List<PtxRegister> sums) {
    PtxLabel end = code.label();
    code.branchUnless(isInside, end);
    for (int r = 0; r < ROWS; r++) {
      PtxRegister row = plus(firstRow, r);
      PtxRegister beyond =
          code.value(
              PtxType.PRED, "setp.ge.u32", row, PtxImmediate.of(shape.weightStarts().length));
      code.branchIf(beyond, end);
      PtxRegister element =
          switch (shape.order()) {
            case ROWS_FIRST ->
                code.value(
                    PtxType.B32,
                    "mad.lo.s32",
                    row,
                    PtxImmediate.of(shape.columnStarts().length),
                    part);
            case COLUMNS_FIRST ->
                code.value(
                    PtxType.B32,
                    "mad.lo.s32",
                    part,
                    PtxImmediate.of(shape.weightStarts().length),
                    row);
          };
      result.store(code, element, sums.get(r));
    }
    code.place(end);
  }

  private PtxRegister plus(PtxRegister x, int y) {
    return y == 0 ? x : code.value(PtxType.B32, "add.s32", x, PtxImmediate.of(y));
  }

  private PtxOperand sum(PtxOperand x, PtxOperand y) {
    return code.value(PtxType.B32, "add.s32", x, y);
  }

  private PtxOperand at(MemoryTensor tensor, PtxOperand index) {
    return ElementKernel.load(code, tensor, index);
  }
}
