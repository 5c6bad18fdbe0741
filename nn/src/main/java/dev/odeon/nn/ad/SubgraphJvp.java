package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Forward rules of the primitives that hold graphs: values and tangents go through the same
/// control flow together.
final class SubgraphJvp {
  private SubgraphJvp() {}

  static List<@Nullable Tensor> cond(JvpRules.Site at, Op.Cond op) {
    boolean lanes = ownDirections(at);
    List<Tensor> operands = new ArrayList<>(at.x());
    operands.addAll(tangents(at, 1, at.x().size(), lanes));
    Op pushed =
        new Op.Cond(onlyTangents(op.whenTrue(), lanes), onlyTangents(op.whenFalse(), lanes));
    return spread(at, at.tracer().apply(pushed, operands));
  }

  static List<@Nullable Tensor> whileLoop(JvpRules.Site at, Op.While op) {
    boolean lanes = ownDirections(at);
    Graph body = lanes ? Lift.toLanes(op.body()) : op.body();
    Graph condition = lanes ? Lift.toLanes(op.condition()) : op.condition();
    int carries = at.x().size() - op.consts();
    List<Tensor> constTangents = tangents(at, 0, op.consts(), lanes);
    List<Tensor> carryTangents = tangents(at, op.consts(), at.x().size(), lanes);
    List<Tensor> operands = new ArrayList<>(at.x().subList(0, op.consts()));
    operands.addAll(constTangents);
    operands.addAll(at.x().subList(op.consts(), at.x().size()));
    operands.addAll(carryTangents);
    Graph pushedBody = paired(body, op.consts(), carries, carries);
    Graph pushedCondition = ignoringTangents(condition, op.consts());
    Op pushed = new Op.While(pushedCondition, pushedBody, op.consts() + constTangents.size());
    List<Tensor> results = at.tracer().apply(pushed, operands);
    return spread(at, results.subList(carries, results.size()));
  }

  static List<@Nullable Tensor> scan(JvpRules.Site at, Op.Scan op) {
    boolean lanes = ownDirections(at);
    Graph body = lanes ? Lift.toLanes(op.body()) : op.body();
    int held = op.consts() + op.carries();
    List<Tensor> constTangents = tangents(at, 0, op.consts(), lanes);
    List<Tensor> carryTangents = tangents(at, op.consts(), held, lanes);
    List<Tensor> operands = new ArrayList<>(at.x().subList(0, op.consts()));
    operands.addAll(constTangents);
    operands.addAll(at.x().subList(op.consts(), held));
    operands.addAll(carryTangents);
    operands.addAll(at.x().subList(held, at.x().size()));
    operands.addAll(tangents(at, held, at.x().size(), lanes));
    int carries = op.carries() + carryTangents.size();
    Op pushed =
        new Op.Scan(
            paired(body, op.consts(), op.carries(), op.carries()),
            op.consts() + constTangents.size(),
            carries,
            op.length(),
            op.order());
    List<Tensor> results = at.tracer().apply(pushed, operands);
    int stacked = at.y().size() - op.carries();
    List<Tensor> found = new ArrayList<>(results.subList(op.carries(), carries));
    found.addAll(results.subList(carries + stacked, results.size()));
    return spread(at, found);
  }

  /// (consts, their tangents, carries, their tangents, rest, its tangents) to (carries, their
  /// tangents, rest, its tangents); only floating values have a tangent.
  private static Graph paired(Graph body, int consts, int carriesIn, int carriesOut) {
    Tracer tracer = new Tracer();
    List<Tensor> values = new ArrayList<>();
    List<@Nullable Tensor> tangents = new ArrayList<>();
    List<Value> inputs = body.inputs();
    pair(tracer, inputs.subList(0, consts), values, tangents);
    pair(tracer, inputs.subList(consts, consts + carriesIn), values, tangents);
    pair(tracer, inputs.subList(consts + carriesIn, inputs.size()), values, tangents);
    ForwardMode.Pushed pushed = ForwardMode.push(tracer, body, values, tangents);
    List<Tensor> outputs = new ArrayList<>();
    unpair(pushed, 0, carriesOut, outputs);
    unpair(pushed, carriesOut, pushed.outputs().size(), outputs);
    return tracer.graph(body.name() + "_paired", outputs);
  }

  private static void pair(
      Tracer tracer, List<Value> like, List<Tensor> values, List<@Nullable Tensor> tangents) {
    like.forEach(value -> values.add(tracer.input(ValueType.of(value))));
    for (Value value : like) {
      tangents.add(value.type().dtype().isFloating() ? tracer.input(ValueType.of(value)) : null);
    }
  }

  private static void unpair(ForwardMode.Pushed pushed, int from, int to, List<Tensor> outputs) {
    outputs.addAll(pushed.outputs().subList(from, to));
    for (int i = from; i < to; i++) {
      Tensor output = pushed.outputs().get(i);
      if (output.dtype().isFloating()) {
        Tensor tangent = pushed.tangents().get(i);
        outputs.add(
            Cotangents.inScopeOf(output.value(), tangent == null ? output.zeros() : tangent));
      }
    }
  }

  private static Graph ignoringTangents(Graph condition, int consts) {
    Tracer tracer = new Tracer();
    List<Tensor> values = new ArrayList<>();
    List<Value> inputs = condition.inputs();
    pair(tracer, inputs.subList(0, consts), values, new ArrayList<>());
    pair(tracer, inputs.subList(consts, inputs.size()), values, new ArrayList<>());
    return tracer.graph(condition.name(), tracer.call(condition, values));
  }

  private static Graph onlyTangents(Graph branch, boolean lanes) {
    Graph graph = lanes ? Lift.toLanes(branch) : branch;
    List<Integer> wrt =
        IntStream.range(0, graph.inputs().size())
            .filter(i -> graph.inputs().get(i).type().dtype().isFloating())
            .boxed()
            .toList();
    Graph jvp = ForwardMode.jvp(graph, wrt);
    return new Graph(
        jvp.name(),
        jvp.inputs(),
        jvp.equations(),
        jvp.outputs().subList(graph.outputs().size(), jvp.outputs().size()));
  }

  private static List<Tensor> tangents(JvpRules.Site at, int from, int to, boolean lanes) {
    List<Tensor> tangents = new ArrayList<>();
    for (int i = from; i < to; i++) {
      if (at.x().get(i).dtype().isFloating()) {
        Tensor tangent = at.tangent(i);
        boolean lift = lanes && tangent.scope() == Scope.SHARED;
        tangents.add(lift ? at.tracer().apply1(new Op.LaneBroadcast(), tangent) : tangent);
      }
    }
    return tangents;
  }

  /// Tangents of the floating results in place, null for truth values.
  private static List<@Nullable Tensor> spread(JvpRules.Site at, List<Tensor> found) {
    List<@Nullable Tensor> tangents = new ArrayList<>();
    int next = 0;
    for (Tensor result : at.y()) {
      tangents.add(result.dtype().isFloating() ? found.get(next++) : null);
    }
    return tangents;
  }

  /// Whether lanes go directions of their own from a shared operand; else tangents have the scopes
  /// of their values.
  private static boolean ownDirections(JvpRules.Site at) {
    boolean lanes = false;
    for (int i = 0; i < at.x().size(); i++) {
      Tensor tangent = at.dx().get(i);
      lanes |=
          tangent != null
              && tangent.scope() == Scope.PER_LANE
              && at.x().get(i).scope() == Scope.SHARED;
    }
    return lanes;
  }
}
