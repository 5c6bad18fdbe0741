package dev.odeon.nn.ad.sparse;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// The table of sparsity: for each primitive, on which input elements its results' derivatives can
/// depend, given the same of its operands.
///
/// Exact for each primitive as long as no partial derivative vanishes by chance; conservative
/// (everything depends on everything) for custom functions, gathers and scatters by an index that
/// is no constant, reversals, running sums, linear solves, convolutions and windows.
final class SparsityRules {
  private SparsityRules() {}

  /// @param constants values known before any run
  static List<Dependence> push(
      Equation equation, List<Dependence> x, Map<Value, Literal> constants) {
    return switch (equation.op()) {
      case Op.Constant _,
          Op.Compare _,
          Op.Logical _,
          Op.Not _,
          Op.ShiftBits _,
          Op.BitcastConvert _,
          Op.StopGradient _ ->
          nothing(equation);
      case Op.Unary unary when isFlat(unary.function()) -> nothing(equation);
      case Op.Unary _, Op.Reshape _, Op.LaneReduce _, Op.LaneBroadcast _ -> List.of(x.getFirst());
      case Op.Convert _ ->
          equation.result().type().dtype().isFloating() ? List.of(x.getFirst()) : nothing(equation);
      case Op.Binary _, Op.Fma _ -> List.of(union(x));
      case Op.Select _ -> List.of(x.get(1).union(x.get(2)));
      case Op.BroadcastInDim broadcast ->
          List.of(x.getFirst().gather(ElementMaps.broadcast(broadcast, from(equation))));
      case Op.Transpose transpose ->
          List.of(
              x.getFirst().gather(ElementMaps.transpose(transpose, from(equation), to(equation))));
      case Op.Slice slice ->
          List.of(x.getFirst().gather(ElementMaps.slice(slice, from(equation), to(equation))));
      case Op.Pad pad ->
          List.of(x.getFirst().gather(ElementMaps.pad(pad, from(equation), to(equation))));
      case Op.Concatenate concatenate -> List.of(concatenate(equation, concatenate, x));
      case Op.Reduce reduce -> List.of(reduce(equation, reduce, x.getFirst()));
      case Op.DotGeneral dot -> List.of(dot(equation, dot, x));
      case Op.Cond cond -> SubgraphSparsity.cond(cond, x);
      case Op.While loop -> SubgraphSparsity.whileLoop(loop, x);
      case Op.Scan scan -> SubgraphSparsity.scan(scan, x);
      case Op.ArgMaxWindow _ -> nothing(equation);
      case Op.Gather _, Op.ScatterAdd _ -> byIndex(equation, x, constants);
      case Op.Custom _,
          Op.Reverse _,
          Op.CumulativeSum _,
          Op.LuFactor _,
          Op.LuSolve _,
          Op.SparseLuFactor _,
          Op.SparseLuSolve _,
          Op.Convolution _,
          Op.ReduceWindow _ ->
          everything(equation, x);
    };
  }

  private static List<Dependence> byIndex(
      Equation equation, List<Dependence> x, Map<Value, Literal> constants) {
    Literal index = constants.get(equation.operands().get(1));
    if (index == null) {
      return everything(equation, x);
    }
    return List.of(
        equation.op() instanceof Op.Gather
            ? IndexSparsity.gather(equation, x.getFirst(), index)
            : IndexSparsity.scatterAdd(equation, x.getFirst(), index, x.get(2)));
  }

  private static boolean isFlat(UnaryFunction function) {
    return function == UnaryFunction.SIGN
        || function == UnaryFunction.FLOOR
        || function == UnaryFunction.CEIL
        || function == UnaryFunction.ROUND_NEAREST_EVEN;
  }

  private static Shape from(Equation equation) {
    return equation.operands().getFirst().type().shape();
  }

  private static Shape to(Equation equation) {
    return equation.result().type().shape();
  }

  private static List<Dependence> nothing(Equation equation) {
    return equation.results().stream().map(y -> Dependence.none(y.type().size())).toList();
  }

  private static List<Dependence> everything(Equation equation, List<Dependence> x) {
    int[] all = Dependence.NONE;
    for (Dependence operand : x) {
      all = Dependence.union(all, operand.all());
    }
    List<Dependence> results = new ArrayList<>();
    for (Value y : equation.results()) {
      boolean floating = y.type().dtype().isFloating();
      results.add(Dependence.filled(y.type().size(), floating ? all : Dependence.NONE));
    }
    return results;
  }

  private static Dependence union(List<Dependence> x) {
    Dependence all = x.getFirst();
    for (Dependence other : x.subList(1, x.size())) {
      all = all.union(other);
    }
    return all;
  }

  private static Dependence concatenate(
      Equation equation, Op.Concatenate op, List<Dependence> parts) {
    Shape to = to(equation);
    int[][] sets = new int[to.size()][];
    int[] strides = to.strides();
    int before = 0;
    for (int i = 0; i < parts.size(); i++) {
      Shape part = equation.operands().get(i).type().shape();
      int[] places = ElementMaps.affine(part, before * strides[op.axis()], strides);
      for (int e = 0; e < places.length; e++) {
        sets[places[e]] = parts.get(i).get(e);
      }
      before += part.dim(op.axis());
    }
    return new Dependence(sets);
  }

  private static Dependence reduce(Equation equation, Op.Reduce op, Dependence x) {
    int[] target = ElementMaps.fold(op.axes(), from(equation), to(equation));
    return gathered(target, to(equation).size(), x);
  }

  /// Element `target[e]` of `size` depends on what element e of x does.
  private static Dependence gathered(int[] target, int size, Dependence x) {
    List<List<int[]>> sets = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      sets.add(new ArrayList<>());
    }
    for (int e = 0; e < target.length; e++) {
      sets.get(target[e]).add(x.get(e));
    }
    return new Dependence(sets.stream().map(Dependence::union).toArray(int[][]::new));
  }

  /// Element (batch, i, j) depends on row (batch, i) of the left and row (batch, j) of the right
  /// operand.
  private static Dependence dot(Equation equation, Op.DotGeneral op, List<Dependence> x) {
    Shape left = equation.operands().get(0).type().shape();
    Shape right = equation.operands().get(1).type().shape();
    Shape to = to(equation);
    List<Integer> leftFree = free(left, op.leftBatch(), op.leftContracting());
    List<Integer> rightFree = free(right, op.rightBatch(), op.rightContracting());
    Dependence rows = contract(x.get(0), left, op.leftBatch(), leftFree);
    Dependence columns = contract(x.get(1), right, op.rightBatch(), rightFree);
    int batch = op.leftBatch().size();
    int[] fromLeft = new int[to.rank()];
    int[] fromRight = new int[to.rank()];
    place(fromLeft, left, op.leftBatch(), leftFree, batch);
    place(fromRight, right, op.rightBatch(), rightFree, batch + leftFree.size());
    return rows.gather(ElementMaps.affine(to, 0, fromLeft))
        .union(columns.gather(ElementMaps.affine(to, 0, fromRight)));
  }

  /// Folds the contracted axes; the rest in the order batch, free.
  private static Dependence contract(
      Dependence x, Shape shape, List<Integer> batch, List<Integer> free) {
    List<Integer> kept = new ArrayList<>(batch);
    kept.addAll(free);
    int[] strides = rowMajor(shape, kept);
    int size = 1;
    for (int axis : kept) {
      size *= shape.dim(axis);
    }
    int[] step = new int[shape.rank()];
    for (int i = 0; i < kept.size(); i++) {
      step[kept.get(i)] = strides[i];
    }
    int[] target = ElementMaps.affine(shape, 0, step);
    return gathered(target, size, x);
  }

  private static void place(
      int[] step, Shape shape, List<Integer> batch, List<Integer> free, int freeFrom) {
    List<Integer> kept = new ArrayList<>(batch);
    kept.addAll(free);
    int[] strides = rowMajor(shape, kept);
    for (int i = 0; i < batch.size(); i++) {
      step[i] = strides[i];
    }
    for (int i = 0; i < free.size(); i++) {
      step[freeFrom + i] = strides[batch.size() + i];
    }
  }

  private static int[] rowMajor(Shape shape, List<Integer> axes) {
    return new Shape(axes.stream().map(shape::dim).toList()).strides();
  }

  private static List<Integer> free(Shape shape, List<Integer> batch, List<Integer> contracting) {
    List<Integer> free = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (Collections.frequency(batch, axis) + Collections.frequency(contracting, axis) == 0) {
        free.add(axis);
      }
    }
    return free;
  }
}
