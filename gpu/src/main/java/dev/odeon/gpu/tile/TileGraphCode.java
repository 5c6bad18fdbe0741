package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.ElementCode;
import dev.odeon.gpu.ptx.LaneBody;
import dev.odeon.gpu.ptx.LaneTensor;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.gpu.ptx.RegisterTensor;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A graph as code for a block of threads: all columns of a tile at once.
///
/// Every thread of a block runs it, those of columns that do not need the results too.
final class TileGraphCode {
  private final TileThreads threads;
  private final PtxCode code;
  private final SharedPool pool;
  private final ResidentWeights resident;
  private final SpreadCode spread;
  private final TileValues values;
  private ElementGroup group;

  private TileGraphCode(
      TileThreads threads, SharedPool pool, ResidentWeights resident, Graph graph, Kept kept) {
    this.threads = threads;
    this.pool = pool;
    this.resident = resident;
    code = threads.code();
    spread = new SpreadCode(threads);
    values = new TileValues(threads, pool, graph, kept);
    group = new ElementGroup(threads, pool, values, 0);
  }

  /// Writes the code.
  ///
  /// @param graph with elementary functions expanded
  /// @param kept its last outputs, which are no results
  static List<TileTensor> write(
      TileThreads threads,
      SharedPool pool,
      ResidentWeights resident,
      Graph graph,
      List<TileTensor> inputs,
      Kept kept) {
    TileGraphCode writer = new TileGraphCode(threads, pool, resident, graph, kept);
    for (int i = 0; i < inputs.size(); i++) {
      writer.values.put(graph.inputs().get(i), inputs.get(i));
      writer.values.keep(graph.inputs().get(i));
    }
    graph.equations().forEach(writer::write);
    writer.flush();
    List<TileTensor> results =
        graph.outputs().subList(0, graph.outputs().size() - kept.outputs()).stream()
            .map(writer.values::result)
            .toList();
    writer.values.close();
    return results;
  }

  private void write(Equation equation) {
    if (equation.op() instanceof Op.Elementwise op) {
      elementwise(equation, op);
      return;
    }
    if (group.makesAny(equation.operands())) {
      flush();
    }
    switch (equation.op()) {
      case Op.Elementwise _ -> throw new IllegalStateException("elementwise");
      case Op.Constant _ -> alone(equation);
      case Op.Reshape _, Op.StopGradient _, Op.LaneBroadcast _ ->
          values.alias(equation.result(), equation.operands().getFirst());
      case Op.BroadcastInDim _ -> broadcast(equation);
      case Op.Concatenate _ -> concatenate(equation);
      case Op.Rearrangement _ -> rearrange(equation);
      case Op.DotGeneral dot -> product(equation, dot);
      case Op.Reduce reduce -> reduce(equation, reduce);
      case Op.Combination _, Op.Cond _, Op.While _, Op.Scan _, Op.Custom _ -> alone(equation);
    }
    equation.results().forEach(values::keep);
    values.read(equation);
  }

  private void flush() {
    group.write();
    group = new ElementGroup(threads, pool, values, 0);
  }

  private void elementwise(Equation equation, Op.Elementwise op) {
    int size = equation.result().type().size();
    if (threads.shape().slots(size) > ElementGroup.UNROLLED) {
      if (group.size() != size) {
        flush();
        group = new ElementGroup(threads, pool, values, size);
      }
      group.add(equation);
      return;
    }
    TensorType type = equation.result().type();
    List<List<? extends PtxOperand>> operands = new ArrayList<>();
    boolean small = size <= TileShape.SMALL;
    for (Value operand : equation.operands()) {
      operands.add(small ? values.registers(operand).operands() : values.own(operand));
    }
    int count = small ? size : threads.shape().slots(size);
    ElementCode element = new ElementCode(code);
    List<PtxOperand> results =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    element.of(
                        op,
                        equation.operands().getFirst().type().dtype(),
                        type.dtype(),
                        operands.stream().<PtxOperand>map(x -> x.get(i)).toList()))
            .toList();
    values.put(
        equation.result(),
        small
            ? new TileTensor.Whole(new RegisterTensor(type.dtype(), results))
            : new TileTensor.Spread(type.dtype(), size, results));
    values.keep(equation.result());
    values.read(equation);
  }

  private void broadcast(Equation equation) {
    TensorType type = equation.result().type();
    Value operand = equation.operands().getFirst();
    if (operand.type().size() != 1) {
      rearrange(equation);
      return;
    }
    PtxOperand only = values.registers(operand).operands().getFirst();
    boolean small = type.size() <= TileShape.SMALL;
    List<PtxOperand> all =
        Collections.nCopies(small ? type.size() : threads.shape().slots(type.size()), only);
    values.put(
        equation.result(),
        small
            ? new TileTensor.Whole(new RegisterTensor(type.dtype(), all))
            : new TileTensor.Spread(type.dtype(), type.size(), all));
  }

  /// Elements in another order are where they were.
  private void rearrange(Equation equation) {
    Value operand = equation.operands().getFirst();
    LaneTensor x = values.whole(operand);
    pool.settle();
    LaneTensor moved = one(equation, List.of(x)).getFirst();
    if (moved.size() <= TileShape.SMALL) {
      moved = new RegisterTensor(moved.dtype(), moved.elements(code));
    }
    values.put(equation.result(), new TileTensor.Whole(moved));
    values.keeps(equation.result(), operand);
  }

  private void concatenate(Equation equation) {
    int size = equation.result().type().size();
    boolean registers =
        equation.operands().stream()
            .allMatch(
                x ->
                    values.get(x) instanceof TileTensor.Whole(LaneTensor t)
                        && t instanceof RegisterTensor);
    if (registers && size <= TileShape.RESIDUES || size <= TileShape.SMALL) {
      alone(equation);
      return;
    }
    if (equation.result().type().shape().rank() != 1) {
      alone(equation);
      return;
    }
    Value result = equation.result();
    SharedRegion region = values.region(result);
    int first = 0;
    int pitch = spread.pitch(result.type().dtype());
    for (Value operand : equation.operands()) {
      SharedRegion part =
          new SharedRegion(region.offset() + first * pitch, operand.type().size() * pitch);
      collect(operand, part);
      first += operand.type().size();
    }
    pool.written();
  }

  /// Stores a tensor, nothing beyond its last element.
  private void collect(Value operand, SharedRegion region) {
    TileTensor x = values.get(operand);
    MemoryTensor column = spread.column(region, x.dtype(), x.size());
    if (x instanceof TileTensor.Spread own) {
      spread.storeExactly(own, column);
    } else {
      LaneTensor whole = values.whole(operand);
      pool.settle();
      threads.when(threads.leads(), () -> column.fill(code, whole));
    }
  }

  private List<LaneTensor> one(Equation equation, List<LaneTensor> operands) {
    return new ArrayList<>(
        LaneBody.of(Alone.graph(equation)).emit(code, distinct(equation, operands)));
  }

  private static List<LaneTensor> distinct(Equation equation, List<LaneTensor> operands) {
    List<Value> values = equation.operands();
    return IntStream.range(0, operands.size())
        .filter(i -> values.indexOf(values.get(i)) == i)
        .mapToObj(operands::get)
        .toList();
  }

  /// Every thread of a column computes small results; large ones are computed by its first.
  private void alone(Equation equation) {
    List<LaneTensor> operands = new ArrayList<>();
    for (Value operand : equation.operands()) {
      operands.add(values.whole(operand));
    }
    pool.settle();
    boolean everyThread =
        equation.op() instanceof Op.Constant
            || equation.op() instanceof Op.Concatenate
            || equation.results().stream().allMatch(r -> r.type().size() <= TileShape.SMALL);
    if (everyThread) {
      List<LaneTensor> results = one(equation, operands);
      for (int i = 0; i < results.size(); i++) {
        LaneTensor result = results.get(i);
        values.put(
            equation.results().get(i),
            new TileTensor.Whole(new RegisterTensor(result.dtype(), result.elements(code))));
      }
      return;
    }
    List<MemoryTensor> targets = new ArrayList<>();
    for (Value result : equation.results()) {
      SharedRegion region = values.region(result);
      targets.add(spread.column(region, result.type().dtype(), result.type().size()));
    }
    threads.when(
        threads.leads(),
        () -> {
          List<LaneTensor> results = one(equation, operands);
          for (int i = 0; i < targets.size(); i++) {
            targets.get(i).fill(code, results.get(i));
          }
        });
    pool.written();
  }

  private void product(Equation equation, Op.DotGeneral dot) {
    for (int side = 0; side < 2; side++) {
      Optional<WeightView> view = weights(equation, dot, side);
      if (view.isPresent()) {
        Value x = equation.operands().get(1 - side);
        if (equation.result().type().size() > 1) {
          SharedRegion vector = values.collected(x);
          SharedRegion result = values.region(equation.result());
          ProductCode.write(threads, pool, resident, view.get(), vector, result);
          return;
        }
      }
    }
    alone(equation);
  }

  private Optional<WeightView> weights(Equation equation, Op.DotGeneral dot, int side) {
    Value matrix = equation.operands().get(side);
    Value vector = equation.operands().get(1 - side);
    boolean fits =
        matrix.type().shape().rank() == 2
            && vector.type().shape().rank() == 1
            && dot.leftBatch().isEmpty()
            && dot.leftContracting().size() == 1;
    if (!fits || !(values.get(matrix) instanceof TileTensor.Whole(LaneTensor tensor))) {
      return Optional.empty();
    }
    int axis = (side == 0 ? dot.leftContracting() : dot.rightContracting()).getFirst();
    return WeightView.of(tensor, matrix.type().shape(), axis);
  }

  /// The sum of all elements: of its sixteen parts each thread has some whole ones.
  private void reduce(Equation equation, Op.Reduce reduce) {
    Value x = equation.operands().getFirst();
    boolean all = equation.result().type().size() == 1 && x.type().size() > TileShape.SMALL;
    if (reduce.kind() != Reduction.SUM || !all) {
      alone(equation);
      return;
    }
    DType dtype = x.type().dtype();
    SharedRegion region = values.room(x, TileShape.RESIDUES);
    List<PtxOperand> sums = residues(dtype, x.type().size(), values.own(x));
    spread.store(new TileTensor.Spread(dtype, TileShape.RESIDUES, sums), region);
    pool.written();
    pool.settle();
    LaneTensor parts = spread.column(region, dtype, TileShape.RESIDUES);
    LaneTensor sum =
        LaneBody.of(Alone.sum(dtype, TileShape.RESIDUES)).emit(code, List.of(parts)).getFirst();
    values.put(
        equation.result(), new TileTensor.Whole(new RegisterTensor(dtype, sum.elements(code))));
  }

  /// The sums of the thread's own elements that are sixteen apart.
  private List<PtxOperand> residues(DType dtype, int size, List<? extends PtxOperand> own) {
    PtxType type = PtxType.of(dtype);
    int count = TileShape.RESIDUES / threads.shape().parts();
    List<PtxOperand> sums =
        new ArrayList<>(Collections.nCopies(count, PtxImmediate.floating(type, 0)));
    for (int s = 0; s < own.size(); s++) {
      PtxOperand before = sums.get(s % count);
      PtxOperand after = code.value(type, "add.rn." + type.text(), before, own.get(s));
      int left = size - s * threads.shape().parts();
      sums.set(
          s % count,
          left >= threads.shape().parts()
              ? after
              : code.value(type, "selp." + type.text(), after, before, threads.isBelow(left)));
    }
    return sums;
  }
}
