package dev.odeon.gpu.tile;

import dev.odeon.gpu.ensemble.KeptSum;
import dev.odeon.gpu.ensemble.LaneOrder;
import dev.odeon.gpu.ptx.LaunchBounds;
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
import java.util.function.Consumer;

/// Adds up what lanes kept of steps, a block of 64 lanes after the other, in the order of
/// [dev.odeon.nn.graph.Op.LaneReduce], and the steps from the last to the first.
///
/// Lanes come in the order of [LaneOrder]: the four of an accumulator at a time, brought to shared
/// memory together. A complete accumulator is added to one that waits, as in a binary counter, so
/// that four wait at most.
final class KeptSumKernel {
  /// Loads that bring the lanes of an accumulator, two at a time.
  private static final int PAIRS = LaneOrder.TURNS / 2;

  private static final int LANE_BYTES = LaneOrder.LANES * Double.BYTES;

  private final KeptSum sum;
  private final SumShape shape;
  private final PtxCode code = new PtxCode();
  private final List<PtxRegister> parts = new ArrayList<>();
  private final List<List<PtxRegister>> waiting = new ArrayList<>();
  private final PtxRegister thread = code.special("%tid.x");
  private final PtxRegister block;
  private final PtxRegister row;
  private final PtxRegister column;
  private final PtxRegister cornerRow;
  private final PtxRegister cornerColumn;
  private final PtxRegister table;

  private KeptSumKernel(KeptSum sum, SumShape shape) {
    this.sum = sum;
    this.shape = shape;
    PtxImmediate tiles = number(shape.tiles(sum));
    PtxRegister tile = whole("rem.u32", code.special("%ctaid.x"), tiles);
    block = whole("div.u32", code.special("%ctaid.x"), tiles);
    PtxImmediate across = PtxImmediate.of(shape.tilesAcross(sum));
    PtxImmediate side = PtxImmediate.of(shape.across());
    cornerRow = whole("mul.lo.s32", whole("div.u32", tile, across), number(shape.height()));
    cornerColumn = whole("mul.lo.s32", whole("rem.u32", tile, across), number(shape.width()));
    row = whole("mul.lo.s32", whole("div.u32", thread, side), number(shape.rows()));
    column = whole("mul.lo.s32", whole("rem.u32", thread, side), number(shape.columns()));
    table = code.sharedArray(DType.F64, shape.bytes(sum) / Double.BYTES);
    for (int e = 0; e < shape.rows() * shape.columns(); e++) {
      parts.add(code.variable(PtxImmediate.of(0.0)));
    }
    for (int level = 0; level < LaneOrder.RESIDUE_BITS; level++) {
      waiting.add(parts.stream().map(_ -> code.variable(PtxImmediate.of(0.0))).toList());
    }
  }

  /// Writes the kernel, which takes (number of steps, number of blocks, how many lanes of each
  /// block have each step, what they kept, the sums of each block).
  ///
  /// @param kept numbers that a lane keeps of a step
  /// @param first where the elements of this sum begin among those of a block
  /// @param all number of elements of all sums
  static PtxKernel of(String name, KeptSum sum, int kept, int first, int all) {
    SumShape shape = SumShape.of(sum);
    KeptSumKernel writer = new KeptSumKernel(sum, shape);
    List<PtxParameter> parameters = writer.write(kept, first, all);
    return new PtxKernel(
        name,
        parameters,
        writer.code,
        new LaunchBounds(shape.threads(), shape.threads() > 128 ? 2 : 0));
  }

  private List<PtxParameter> write(int kept, int first, int all) {
    PtxParameter steps = PtxParameter.u32("steps");
    PtxParameter blocks = PtxParameter.u32("blocks");
    PtxParameter counts = PtxParameter.pointer("counts");
    PtxParameter numbers = PtxParameter.pointer("kept");
    PtxParameter totals = PtxParameter.pointer("totals");
    PtxRegister from = code.pointer(numbers);
    PtxRegister many = code.pointer(counts);
    PtxRegister to = at(code.pointer(totals), block, Math.multiplyExact(all, Double.BYTES));
    repeat(
        code.parameter(steps),
        step -> {
          PtxRegister at =
              code.value(PtxType.B32, "mad.lo.s32", step, code.parameter(blocks), block);
          PtxRegister lanes = code.load(PtxSpace.GLOBAL, DType.F64, at(many, at, 8), 0);
          PtxRegister count = code.value(PtxType.B32, "cvt.rzi.s32.f64", lanes);
          PtxRegister begin = at(from, at, Math.multiplyExact(kept, LANE_BYTES));
          PtxLabel end = code.label();
          code.branchIf(code.value(PtxType.PRED, "setp.le.s32", count, number(0)), end);
          code.scoped(() -> step(begin, count, at(to, number(first), 8)));
          code.place(end);
        });
    code.exit();
    return List.of(steps, blocks, counts, numbers, totals);
  }

  /// Runs a part for `times` - 1 down to 0.
  private void repeat(PtxOperand times, Consumer<PtxRegister> part) {
    PtxRegister left = code.variable(times);
    PtxLabel again = code.label();
    PtxLabel end = code.label();
    code.effect(".pragma \"nounroll\"");
    code.place(again);
    code.scoped(
        () -> {
          PtxRegister more = code.register(PtxType.PRED);
          code.assign(more, "setp.gt.s32", left, number(0));
          code.branchUnless(more, end);
          code.assign(left, "sub.s32", left, number(1));
          part.accept(left);
          code.branch(again);
        });
    code.place(end);
  }

  private void step(PtxRegister begin, PtxRegister count, PtxRegister totals) {
    PtxRegister here = code.variable(begin);
    repeat(
        number(LaneOrder.RESIDUES),
        left -> {
          PtxRegister turn = whole("sub.s32", number(LaneOrder.RESIDUES - 1), left);
          bring(here);
          code.assign(here, "add.s64", here, PtxImmediate.of((long) LaneOrder.TURNS * 8));
          parts.forEach(part -> code.assign(part, PtxImmediate.of(0.0)));
          accumulate(whole("sub.s32", count, reversed(turn)));
          carry(turn, 0);
        });
    store(totals);
  }

  /// The accumulator that comes in turn `turn`.
  private PtxRegister reversed(PtxRegister turn) {
    PtxRegister residue = whole("and.b32", turn, number(0));
    for (int bit = 0; bit < LaneOrder.RESIDUE_BITS; bit++) {
      PtxRegister only = whole("and.b32", whole("shr.u32", turn, number(bit)), number(1));
      int weight = 1 << (LaneOrder.RESIDUE_BITS - 1 - bit);
      residue = whole("add.s32", residue, whole("mul.lo.s32", only, number(weight)));
    }
    return residue;
  }

  /// Brings the factors of the lanes of an accumulator to shared memory, `[lane][term][factor]`.
  private void bring(PtxRegister begin) {
    int items = shape.factors(sum) * PAIRS;
    List<Runnable> stores = new ArrayList<>();
    for (int from = 0; from < items; from += shape.threads()) {
      stores.addAll(bring(begin, from, items));
    }
    code.barrier();
    stores.forEach(Runnable::run);
    code.barrier();
  }

  /// Loads two neighbouring lanes of one factor of all terms; beyond the last row or column that
  /// comes once more.
  ///
  /// @param from the first of the items that threads have this time
  /// @param items that there are
  /// @return what stores them
  private List<Runnable> bring(PtxRegister begin, int from, int items) {
    PtxRegister item = whole("min.s32", whole("add.s32", thread, number(from)), number(items - 1));
    PtxRegister factor = whole("div.u32", item, number(PAIRS));
    PtxRegister pair = whole("rem.u32", item, number(PAIRS));
    PtxRegister isLeft = code.value(PtxType.PRED, "setp.lt.s32", factor, number(shape.height()));
    PtxRegister down =
        whole("min.s32", whole("add.s32", cornerRow, factor), number(sum.rows() - 1));
    PtxRegister beside = whole("sub.s32", factor, number(shape.height()));
    PtxRegister along =
        whole("min.s32", whole("add.s32", cornerColumn, beside), number(sum.columns() - 1));
    PtxRegister element = code.value(PtxType.B32, "selp.b32", down, along, isLeft);
    PtxRegister lane = at(begin, pair, 2 * Double.BYTES);
    int line = lineBytes();
    PtxRegister place = at(at(table, factor, Double.BYTES), pair, 2 * line);
    List<Runnable> stores = new ArrayList<>();
    for (int t = 0; t < sum.terms().size(); t++) {
      KeptSum.Term term = sum.terms().get(t);
      PtxImmediate left = number(term.left());
      PtxImmediate right = number(term.right().orElse(term.left()));
      PtxRegister base = code.value(PtxType.B32, "selp.b32", left, right, isLeft);
      PtxRegister address = at(lane, whole("add.s32", base, element), LANE_BYTES);
      List<PtxRegister> two = vector("ld.global.v2.f64", address, 0);
      long offset = (long) t * shape.factors(sum) * Double.BYTES;
      stores.add(
          () -> {
            code.store(PtxSpace.SHARED, DType.F64, place, offset, two.get(0));
            code.store(PtxSpace.SHARED, DType.F64, place, offset + line, two.get(1));
          });
    }
    return from + shape.threads() <= items
        ? stores
        : List.of(() -> storeBelow(items - from, stores));
  }

  private void storeBelow(int count, List<Runnable> stores) {
    PtxLabel end = code.label();
    code.branchIf(code.value(PtxType.PRED, "setp.ge.s32", thread, number(count)), end);
    code.scoped(() -> stores.forEach(Runnable::run));
    code.place(end);
  }

  /// Bytes of shared memory from a lane to the next.
  private int lineBytes() {
    return sum.terms().size() * shape.factors(sum) * Double.BYTES;
  }

  /// Adds the lanes of an accumulator.
  ///
  /// @param left lanes of the block that have the step, from the accumulator's first on
  private void accumulate(PtxRegister left) {
    int factors = shape.factors(sum);
    PtxRegister rows = code.variable(at(table, row, Double.BYTES));
    PtxRegister columns =
        code.variable(at(at(table, number(shape.height()), Double.BYTES), column, Double.BYTES));
    PtxRegister lanes = code.variable(left);
    PtxLabel end = code.label();
    repeat(
        number(LaneOrder.TURNS),
        _ -> {
          PtxRegister none = code.register(PtxType.PRED);
          code.assign(none, "setp.le.s32", lanes, number(0));
          code.branchIf(none, end);
          add(lane(rows, columns, factors));
          code.assign(lanes, "sub.s32", lanes, number(LaneOrder.RESIDUES));
          PtxImmediate line = PtxImmediate.of((long) lineBytes());
          code.assign(rows, "add.s64", rows, line);
          code.assign(columns, "add.s64", columns, line);
        });
    code.place(end);
  }

  private void add(List<PtxRegister> lane) {
    for (int e = 0; e < parts.size(); e++) {
      code.assign(parts.get(e), "add.rn.f64", parts.get(e), lane.get(e));
    }
  }

  /// The terms of one lane. A product that is -0 instead of +0 does not show in a sum that begins
  /// with +0, so no zero is added to it.
  private List<PtxRegister> lane(PtxRegister rows, PtxRegister columns, int factors) {
    List<PtxRegister> sums = new ArrayList<>();
    for (int t = 0; t < sum.terms().size(); t++) {
      long offset = (long) t * factors * Double.BYTES;
      List<PtxRegister> left = neighbours(shape.rows(), rows, offset);
      boolean isProduct = sum.terms().get(t).right().isPresent();
      List<PtxRegister> right =
          isProduct ? neighbours(shape.columns(), columns, offset) : List.of();
      for (int e = 0; e < parts.size(); e++) {
        PtxRegister x = left.get(e / shape.columns());
        PtxRegister term = isProduct ? real("mul.rn.f64", x, right.get(e % shape.columns())) : x;
        if (t == 0) {
          sums.add(term);
        } else {
          sums.set(e, real("add.rn.f64", sums.get(e), term));
        }
      }
    }
    return sums;
  }

  private List<PtxRegister> neighbours(int count, PtxRegister address, long offset) {
    if (count == 1) {
      return List.of(code.load(PtxSpace.SHARED, DType.F64, address, offset));
    }
    List<PtxRegister> all = new ArrayList<>();
    for (int i = 0; i < count; i += 2) {
      all.addAll(vector("ld.shared.v2.f64", address, offset + (long) i * Double.BYTES));
    }
    return all;
  }

  private List<PtxRegister> vector(String opcode, PtxRegister address, long offset) {
    PtxRegister x = code.register(PtxType.F64);
    PtxRegister y = code.register(PtxType.F64);
    String place = "[" + address.text() + "+" + offset + "]";
    code.effect(opcode + " {" + x.text() + ", " + y.text() + "}, " + place, address);
    return List.of(x, y);
  }

  /// A complete accumulator waits for its partner, or is added to it.
  private void carry(PtxRegister turn, int level) {
    if (level == waiting.size()) {
      return;
    }
    List<PtxRegister> partner = waiting.get(level);
    PtxRegister bit = whole("and.b32", turn, number(1 << level));
    PtxRegister waits = code.value(PtxType.PRED, "setp.eq.s32", bit, number(0));
    PtxLabel add = code.label();
    PtxLabel end = code.label();
    code.branchUnless(waits, add);
    for (int e = 0; e < parts.size(); e++) {
      code.assign(partner.get(e), parts.get(e));
    }
    code.branch(end);
    code.place(add);
    for (int e = 0; e < parts.size(); e++) {
      code.assign(parts.get(e), "add.rn.f64", partner.get(e), parts.get(e));
    }
    code.scoped(() -> carry(turn, level + 1));
    code.place(end);
  }

  private void store(PtxRegister totals) {
    for (int e = 0; e < parts.size(); e++) {
      PtxRegister i =
          whole("add.s32", whole("add.s32", cornerRow, row), number(e / shape.columns()));
      PtxRegister j =
          whole("add.s32", whole("add.s32", cornerColumn, column), number(e % shape.columns()));
      PtxRegister below = code.value(PtxType.PRED, "setp.lt.s32", i, number(sum.rows()));
      PtxRegister beside = code.value(PtxType.PRED, "setp.lt.s32", j, number(sum.columns()));
      PtxLabel end = code.label();
      code.branchUnless(code.value(PtxType.PRED, "and.pred", below, beside), end);
      PtxRegister part = parts.get(e);
      code.scoped(
          () -> {
            PtxRegister index = code.value(PtxType.B32, "mad.lo.s32", i, number(sum.columns()), j);
            PtxRegister place = at(totals, index, Double.BYTES);
            PtxRegister before = code.load(PtxSpace.GLOBAL, DType.F64, place, 0);
            PtxRegister after = code.register(PtxType.F64);
            code.assign(after, "add.rn.f64", before, part);
            code.store(PtxSpace.GLOBAL, DType.F64, place, 0, after);
          });
      code.place(end);
    }
  }

  private static PtxImmediate number(int x) {
    return PtxImmediate.of(x);
  }

  private PtxRegister whole(String opcode, PtxOperand x, PtxOperand y) {
    return code.value(PtxType.B32, opcode, x, y);
  }

  private PtxRegister real(String opcode, PtxRegister x, PtxRegister y) {
    return code.value(PtxType.F64, opcode, x, y);
  }

  private PtxRegister at(PtxRegister address, PtxOperand index, int pitch) {
    return code.value(PtxType.B64, "mad.wide.s32", index, PtxImmediate.of(pitch), address);
  }
}
