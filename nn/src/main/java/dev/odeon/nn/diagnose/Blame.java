package dev.odeon.nn.diagnose;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Follows what is not finite from results back to operands: through elementwise primitives element
/// by element, through others lane by lane.
final class Blame {
  private final Recorded run;
  private final Map<Value, BitSet> blamed = new HashMap<>();

  Blame(Recorded run) {
    this.run = run;
  }

  /// Blames all of `value` that is not finite.
  void start(Value value) {
    for (int i = 0; i < run.length(value); i++) {
      blame(value, i);
    }
  }

  /// Blames what is not finite in `lane` of `value`, in all lanes for [Position#EVERY].
  boolean start(Value value, int lane) {
    boolean every = lane == Position.EVERY || value.scope() == Scope.SHARED;
    boolean any = false;
    for (int i = every ? 0 : lane; i < run.length(value); i += every ? 1 : run.lanes()) {
      any |= blame(value, i);
    }
    return any;
  }

  private boolean blame(Value value, int index) {
    boolean bad = run.isBad(value, index);
    if (bad) {
      blamed.computeIfAbsent(value, _ -> new BitSet()).set(index);
    }
    return bad;
  }

  /// A blamed input, or else the first equation that made blame of nothing.
  Optional<Culprit> trace() {
    Optional<Culprit> found = Optional.empty();
    for (Equation equation : run.graph().equations().reversed()) {
      Optional<Culprit> here = trace(equation);
      found = here.isPresent() ? here : found;
    }
    for (Value input : run.graph().inputs()) {
      BitSet bits = blamed.get(input);
      if (bits != null) {
        return Optional.of(new Culprit(Optional.empty(), input, bits.nextSetBit(0)));
      }
    }
    return found;
  }

  private Optional<Culprit> trace(Equation equation) {
    for (Value result : equation.results()) {
      BitSet bits = blamed.get(result);
      if (bits != null) {
        int guilty =
            isElementwise(equation.op())
                ? byElement(equation, result, bits)
                : byLane(equation, result, bits);
        if (guilty >= 0) {
          return Optional.of(new Culprit(Optional.of(equation), result, guilty));
        }
      }
    }
    return Optional.empty();
  }

  static boolean isElementwise(Op op) {
    return op instanceof Op.Unary
        || op instanceof Op.Binary
        || op instanceof Op.Fma
        || op instanceof Op.Select
        || op instanceof Op.Convert
        || op instanceof Op.Reshape
        || op instanceof Op.LaneBroadcast
        || op instanceof Op.StopGradient;
  }

  /// The first index that no operand explains, or -1.
  private int byElement(Equation equation, Value result, BitSet bits) {
    int guilty = -1;
    for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
      boolean explained = false;
      for (Value operand : read(equation, result, i)) {
        explained |= blame(operand, run.counterpart(result, i, operand));
      }
      guilty = !explained && guilty < 0 ? i : guilty;
    }
    return guilty;
  }

  /// The operands that the element at `index` was made of: `select` takes one side.
  private List<Value> read(Equation equation, Value result, int index) {
    List<Value> operands = equation.operands();
    if (!(equation.op() instanceof Op.Select)) {
      return operands;
    }
    Value predicate = operands.getFirst();
    boolean first = run.array(predicate)[run.counterpart(result, index, predicate)] != 0;
    return List.of(operands.get(first ? 1 : 2));
  }

  private int byLane(Equation equation, Value result, BitSet bits) {
    BitSet seen = new BitSet();
    for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
      int lane = run.position(result, i).lane();
      if (seen.get(lane + 1)) {
        continue;
      }
      seen.set(lane + 1);
      // A sub-graph may sum over lanes inside.
      if (!fromOperands(equation, lane) && !fromOperands(equation, Position.EVERY)) {
        return i;
      }
    }
    return -1;
  }

  private boolean fromOperands(Equation equation, int lane) {
    boolean any = false;
    for (Value operand : equation.operands()) {
      any |= start(operand, lane);
    }
    return any;
  }
}
