package dev.odeon.nn.diagnose;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The run of a sub-graph in which the first number that is not finite came about.
///
/// @param blame what came out not finite
/// @param name for messages
record InnerRun(Recorded run, Blame blame, String name) {
  /// The run inside `equation` that made `culprit`; empty if it holds no graph.
  static Optional<InnerRun> find(Recorded outer, Culprit culprit, Equation equation) {
    int lane = outer.position(culprit.value(), culprit.index()).lane();
    int result = equation.results().indexOf(culprit.value());
    if (equation.op() instanceof Op.Cond cond) {
      return cond(outer, equation, cond, result, lane);
    }
    if (equation.op() instanceof Op.Scan scan) {
      return scan(outer, equation, scan, result, lane);
    }
    return equation.op() instanceof Op.While loop
        ? whileLoop(outer, equation, loop, lane)
        : Optional.empty();
  }

  private static Optional<InnerRun> cond(
      Recorded outer, Equation equation, Op.Cond op, int result, int lane) {
    Value predicate = equation.operands().getFirst();
    boolean taken = outer.array(predicate)[predicate.scope() == Scope.SHARED ? 0 : lane] != 0;
    Graph branch = taken ? op.whenTrue() : op.whenFalse();
    List<Value> operands = equation.operands().subList(1, equation.operands().size());
    Recorded run = Recorded.of(branch, outer.arguments(branch, operands), outer.lanes());
    String name = "the branch of cond that is taken if " + taken;
    return blame(run, List.of(branch.outputs().get(result)), lane, name);
  }

  private static Optional<InnerRun> scan(
      Recorded outer, Equation equation, Op.Scan op, int result, int lane) {
    Graph body = op.body();
    double[][] arguments = new double[body.inputs().size()][];
    int held = op.consts() + op.carries();
    for (int i = 0; i < held; i++) {
      arguments[i] = argument(outer, equation.operands().get(i), body.inputs().get(i));
    }
    for (int step = 0; step < op.length(); step++) {
      int index = op.order() == ScanOrder.FORWARD ? step : op.length() - 1 - step;
      for (int i = held; i < arguments.length; i++) {
        Value stacked = equation.operands().get(i);
        int length = outer.length(stacked) / op.length();
        double[] slice =
            Arrays.copyOfRange(outer.array(stacked), index * length, (index + 1) * length);
        arguments[i] = Recorded.spread(slice, stacked.scope(), body.inputs().get(i), outer.lanes());
      }
      Recorded run = Recorded.of(body, arguments, outer.lanes());
      List<Value> suspects = suspects(body, op.carries(), result);
      Optional<InnerRun> found =
          blame(run, suspects, lane, "iteration " + (step + 1) + " of " + op.length() + " of scan");
      if (found.isPresent()) {
        return found;
      }
      for (int i = 0; i < op.carries(); i++) {
        Value output = body.outputs().get(i);
        Value carry = body.inputs().get(op.consts() + i);
        arguments[op.consts() + i] =
            Recorded.spread(run.array(output), output.scope(), carry, outer.lanes());
      }
    }
    return Optional.empty();
  }

  /// The carries, and the output that became `result`.
  private static List<Value> suspects(Graph body, int carries, int result) {
    return result < carries
        ? body.outputs().subList(0, carries)
        : List.of(body.outputs().get(result));
  }

  private static Optional<InnerRun> whileLoop(
      Recorded outer, Equation equation, Op.While op, int lane) {
    Graph body = op.body();
    Value verdict = op.condition().outputs().getFirst();
    int watched = verdict.scope() == Scope.SHARED ? 0 : lane;
    double[][] arguments = new double[body.inputs().size()][];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = argument(outer, equation.operands().get(i), body.inputs().get(i));
    }
    // Only the watched lane counts: others may go on longer than they should.
    for (int step = 1; goesOn(op, arguments, verdict, watched, outer.lanes()); step++) {
      Recorded run = Recorded.of(body, arguments, outer.lanes());
      Optional<InnerRun> found =
          blame(run, body.outputs(), lane, "iteration " + step + " of while");
      if (found.isPresent()) {
        return found;
      }
      for (int i = 0; i < body.outputs().size(); i++) {
        Value output = body.outputs().get(i);
        Value carry = body.inputs().get(op.consts() + i);
        arguments[op.consts() + i] =
            Recorded.spread(run.array(output), output.scope(), carry, outer.lanes());
      }
    }
    return Optional.empty();
  }

  private static boolean goesOn(
      Op.While op, double[][] arguments, Value verdict, int lane, int lanes) {
    double[][] inputs = new double[arguments.length][];
    for (int i = 0; i < inputs.length; i++) {
      Value input = op.condition().inputs().get(i);
      inputs[i] = Recorded.spread(arguments[i], op.body().inputs().get(i).scope(), input, lanes);
    }
    return Recorded.of(op.condition(), inputs, lanes).array(verdict)[lane] != 0;
  }

  private static double[] argument(Recorded outer, Value operand, Value input) {
    return Recorded.spread(outer.array(operand), operand.scope(), input, outer.lanes());
  }

  private static Optional<InnerRun> blame(
      Recorded run, List<Value> outputs, int lane, String name) {
    Blame blame = new Blame(run);
    boolean any = false;
    for (Value output : outputs) {
      any |= blame.start(output, lane);
    }
    return any ? Optional.of(new InnerRun(run, blame, name)) : Optional.empty();
  }
}
