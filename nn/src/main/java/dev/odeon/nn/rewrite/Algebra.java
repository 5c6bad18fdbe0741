package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.Value;
import java.util.List;
import java.util.stream.IntStream;

/// Identities that hold for every bit pattern, signed zeros and infinities included:
///
/// - `x * 1`, `1 * x`, `x / 1`, `x - (+0)`, `x + (-0)` and `-0 + x` are x (`x + (+0)` is not: it
///   makes -0 to +0);
/// - `-(-x)`, `not not x`, a reversal of the same reversal, `select(p, x, x)` are x; a select by a
///   constant is one of its sides;
/// - a reshape, transpose, broadcast, slice, pad, conversion or concatenation that changes nothing
///   is its operand, as is a lane broadcast of a per-lane value;
/// - a reshape of a reshape is one, a transpose of a transpose is one.
public final class Algebra implements Rewrite {
  /// Broadcasts and reshapes between a constant and its use that are seen through.
  private static final int LOOK_BACK = 4;

  @Override
  public Graph apply(Graph graph) {
    Replay replay = new Replay(graph);
    for (Equation original : graph.equations()) {
      simplify(replay.current(original, this), replay);
    }
    return replay.finish();
  }

  private static void simplify(Equation equation, Replay replay) {
    switch (equation.op()) {
      case Op.Binary binary -> binary(equation, binary.function(), replay);
      case Op.Unary unary -> involution(equation, unary.function() == UnaryFunction.NEGATE, replay);
      case Op.Not _ -> involution(equation, true, replay);
      case Op.Reverse reverse -> {
        if (reverse.axes().stream()
            .allMatch(axis -> operand(equation).type().shape().dim(axis) < 2)) {
          dropIf(equation, true, replay);
        } else {
          involution(equation, true, replay);
        }
      }
      case Op.Select _ -> select(equation, replay);
      case Op.Reshape reshape -> reshape(equation, reshape, replay);
      case Op.Transpose transpose -> transpose(equation, transpose, replay);
      case Op.BroadcastInDim _, Op.Slice _, Op.Pad _, Op.Convert _ ->
          dropIf(equation, equation.result().type().equals(operand(equation).type()), replay);
      case Op.Concatenate _ -> dropIf(equation, equation.operands().size() == 1, replay);
      case Op.LaneBroadcast _ ->
          dropIf(equation, operand(equation).scope() == Scope.PER_LANE, replay);
      case Op.Constant _,
          Op.Fma _,
          Op.Compare _,
          Op.Logical _,
          Op.ShiftBits _,
          Op.BitcastConvert _,
          Op.StopGradient _,
          Op.Combination _,
          Op.Call _ ->
          replay.keep(equation);
    }
  }

  private static void binary(Equation equation, BinaryFunction function, Replay replay) {
    Value x = equation.operands().get(0);
    Value y = equation.operands().get(1);
    if (!equation.result().type().dtype().isFloating()) {
      replay.keep(equation);
      return;
    }
    Value same =
        switch (function) {
          case MULTIPLY -> isFilled(y, 1, replay) ? x : isFilled(x, 1, replay) ? y : null;
          case DIVIDE -> isFilled(y, 1, replay) ? x : null;
          case SUBTRACT -> isFilled(y, 0.0, replay) ? x : null;
          case ADD -> isFilled(y, -0.0, replay) ? x : isFilled(x, -0.0, replay) ? y : null;
          case POWER, ATAN2, MINIMUM, MAXIMUM -> null;
        };
    if (same == null) {
      replay.keep(equation);
    } else {
      replay.replaceOrSpread(equation, same);
    }
  }

  private static void involution(Equation equation, boolean involutory, Replay replay) {
    Equation inner = replay.definition(operand(equation));
    if (involutory && inner != null && inner.op().equals(equation.op())) {
      replay.replaceOrSpread(equation, operand(inner));
    } else {
      replay.keep(equation);
    }
  }

  private static void select(Equation equation, Replay replay) {
    Value predicate = equation.operands().get(0);
    Value yes = equation.operands().get(1);
    Value no = equation.operands().get(2);
    if (yes.equals(no) || isFilled(predicate, 1, replay)) {
      replay.replaceOrSpread(equation, yes);
    } else if (isFilled(predicate, 0, replay)) {
      replay.replaceOrSpread(equation, no);
    } else {
      replay.keep(equation);
    }
  }

  private static void reshape(Equation equation, Op.Reshape reshape, Replay replay) {
    Value source = operand(equation);
    Equation inner = replay.definition(source);
    if (inner != null && inner.op() instanceof Op.Reshape) {
      source = operand(inner);
    }
    boolean same = reshape.shape().equals(source.type().shape());
    move(equation, reshape, source, same, replay);
  }

  private static void transpose(Equation equation, Op.Transpose transpose, Replay replay) {
    Value source = operand(equation);
    List<Integer> permutation = transpose.permutation();
    Equation inner = replay.definition(source);
    if (inner != null && inner.op() instanceof Op.Transpose first) {
      source = operand(inner);
      permutation = permutation.stream().map(first.permutation()::get).toList();
    }
    boolean same = permutation.equals(IntStream.range(0, permutation.size()).boxed().toList());
    move(equation, new Op.Transpose(permutation), source, same, replay);
  }

  /// Replaces `equation` by `source` if that is the same, by `op` of it if it is not the operand.
  private static void move(Equation equation, Op op, Value source, boolean same, Replay replay) {
    if (same || source.equals(operand(equation))) {
      dropIf(equation, same, source, replay);
    } else {
      replay.keepAs(equation, op, source);
    }
  }

  private static void dropIf(Equation equation, boolean same, Replay replay) {
    dropIf(equation, same, operand(equation), replay);
  }

  private static void dropIf(Equation equation, boolean same, Value source, Replay replay) {
    if (same) {
      replay.replaceOrSpread(equation, source);
    } else {
      replay.keep(equation);
    }
  }

  private static Value operand(Equation equation) {
    return equation.operands().getFirst();
  }

  /// Whether all elements of `value` are known to have the bits of `element`.
  private static boolean isFilled(Value value, double element, Replay replay) {
    Value source = value;
    for (int step = 0; step < LOOK_BACK; step++) {
      Equation definition = replay.definition(source);
      if (definition == null) {
        return false;
      }
      if (definition.op() instanceof Op.Constant constant) {
        return constant.value().isFilledWith(element);
      }
      if (!isRepetition(definition.op())) {
        return false;
      }
      source = operand(definition);
    }
    return false;
  }

  private static boolean isRepetition(Op op) {
    return op instanceof Op.BroadcastInDim
        || op instanceof Op.Reshape
        || op instanceof Op.LaneBroadcast;
  }
}
