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

/// Reverse rules of the primitives that hold graphs.
///
/// Where all results are per lane, so is everything, and cotangents of shared operands come back
/// lane by lane: a branch may belong to some lanes only. A shared result counts once, not once a
/// lane, so where there is one, scopes stay as they are.
final class SubgraphVjp {
  private SubgraphVjp() {}

  static List<@Nullable Tensor> cond(VjpRules.Site at, Op.Cond op) {
    boolean lanes = allLanes(at);
    List<Integer> wrt = new ArrayList<>();
    for (int i = 1; i < at.x().size(); i++) {
      if (at.wants(i)) {
        wrt.add(i - 1);
      }
    }
    List<Tensor> operands = new ArrayList<>(at.x());
    operands.addAll(seeds(at, lanes));
    Op gradient =
        new Op.Cond(
            cotangents(fitted(at, op.whenTrue(), lanes), wrt),
            cotangents(fitted(at, op.whenFalse(), lanes), wrt));
    List<Tensor> found = at.tracer().apply(gradient, operands);
    List<@Nullable Tensor> result = new ArrayList<>(VjpRules.none(at));
    for (int i = 0; i < wrt.size(); i++) {
      result.set(wrt.get(i) + 1, found.get(i));
    }
    return result;
  }

  /// The graph (args, cotangents of floating outputs) to cotangents of `wrt`.
  private static Graph cotangents(Graph branch, List<Integer> wrt) {
    Graph vjp = ReverseMode.vjp(branch, wrt);
    List<Value> outputs = vjp.outputs().subList(branch.outputs().size(), vjp.outputs().size());
    return new Graph(vjp.name(), vjp.inputs(), vjp.equations(), outputs);
  }

  /// The branch with everything per lane, or with operands and results in the scopes that they have
  /// outside.
  private static Graph fitted(VjpRules.Site at, Graph branch, boolean lanes) {
    if (lanes) {
      return Lift.toLanes(branch);
    }
    Tracer tracer = new Tracer();
    List<Tensor> arguments =
        at.x().subList(1, at.x().size()).stream()
            .map(x -> tracer.input(ValueType.of(x.value())))
            .toList();
    List<Tensor> outputs = tracer.call(branch, arguments);
    return tracer.graph(
        branch.name(),
        IntStream.range(0, outputs.size())
            .mapToObj(i -> Cotangents.inScopeOf(at.y().get(i).value(), outputs.get(i)))
            .toList());
  }

  private static List<Tensor> seeds(VjpRules.Site at, boolean lanes) {
    List<Tensor> seeds = new ArrayList<>();
    for (int i = 0; i < at.y().size(); i++) {
      if (at.y().get(i).dtype().isFloating()) {
        seeds.add(lanes ? laneWise(at.cotangentOrZeros(i)) : at.cotangentOrZeros(i));
      }
    }
    return seeds;
  }

  static Tensor laneWise(Tensor x) {
    return x.scope() == Scope.PER_LANE ? x : x.tracer().apply1(new Op.LaneBroadcast(), x);
  }

  static boolean allLanes(VjpRules.Site at) {
    return at.y().stream().allMatch(y -> y.scope() == Scope.PER_LANE);
  }

  /// Runs the scan again keeping every carry, then scans the other way with the VJP of the body;
  /// cotangents of constants and carries travel as carries. Whole numbers and truth values have
  /// none.
  static List<@Nullable Tensor> scan(VjpRules.Site at, Op.Scan op) {
    boolean lanes = allLanes(at);
    Graph body = lanes ? Lift.toLanes(op.body()) : op.body();
    int held = op.consts() + op.carries();
    List<Tensor> operands = lanes ? at.x().stream().map(SubgraphVjp::laneWise).toList() : at.x();
    Op.Scan keeping =
        new Op.Scan(keepCarries(body, op), op.consts(), op.carries(), op.length(), op.order());
    List<Tensor> again = at.tracer().apply(keeping, operands);
    List<Tensor> kept = again.subList(op.carries(), 2 * op.carries());

    List<Tensor> consts = operands.subList(0, op.consts());
    List<Tensor> back = new ArrayList<>(consts);
    numbers(consts).forEach(x -> back.add(lanes ? laneWise(x.zeros()) : x.zeros()));
    List<Tensor> seeds = seeds(at, lanes);
    int carried = numbers(at.y().subList(0, op.carries())).size();
    back.addAll(seeds.subList(0, carried));
    back.addAll(kept);
    back.addAll(operands.subList(held, operands.size()));
    back.addAll(seeds.subList(carried, seeds.size()));
    int carries = numbers(operands.subList(0, held)).size();
    Op.Scan reverse =
        new Op.Scan(
            backwardBody(body, op), op.consts(), carries, op.length(), op.order().opposite());
    List<Tensor> found = at.tracer().apply(reverse, back);
    List<@Nullable Tensor> cotangents = new ArrayList<>(VjpRules.none(at));
    int next = 0;
    for (int i = 0; i < operands.size(); i++) {
      if (operands.get(i).dtype().isFloating()) {
        cotangents.set(i, found.get(next++));
      }
    }
    return cotangents;
  }

  private static List<Tensor> numbers(List<Tensor> tensors) {
    return tensors.stream().filter(x -> x.dtype().isFloating()).toList();
  }

  private static Graph keepCarries(Graph body, Op.Scan op) {
    List<Value> outputs = new ArrayList<>(body.outputs().subList(0, op.carries()));
    outputs.addAll(body.inputs().subList(op.consts(), op.consts() + op.carries()));
    outputs.addAll(body.outputs().subList(op.carries(), body.outputs().size()));
    return new Graph(body.name() + "_keeping", body.inputs(), body.equations(), outputs);
  }

  /// (consts, cotangents of the numbers among them, of those among the carries; carries, slices,
  /// cotangents of results) to (cotangents of consts, of carries, of slices).
  private static Graph backwardBody(Graph body, Op.Scan op) {
    int held = op.consts() + op.carries();
    List<Value> stacked = body.outputs().subList(op.carries(), body.outputs().size());
    Tracer tracer = new Tracer();
    List<Tensor> consts = inputs(tracer, body.inputs().subList(0, op.consts()));
    List<Tensor> sums = inputs(tracer, floating(body.inputs().subList(0, op.consts())));
    List<Tensor> carried = inputs(tracer, floating(body.inputs().subList(op.consts(), held)));
    List<Tensor> args = new ArrayList<>(consts);
    args.addAll(inputs(tracer, body.inputs().subList(op.consts(), body.inputs().size())));
    List<Tensor> incoming = new ArrayList<>(carried);
    incoming.addAll(inputs(tracer, floating(stacked)));
    List<@Nullable Tensor> seeds = new ArrayList<>();
    int next = 0;
    for (Value output : body.outputs()) {
      seeds.add(output.type().dtype().isFloating() ? incoming.get(next++) : null);
    }
    List<Integer> wrt =
        IntStream.range(0, args.size())
            .filter(i -> args.get(i).dtype().isFloating())
            .boxed()
            .toList();
    List<Tensor> outgoing = new ReverseMode.Linearised(tracer, body, args, wrt).pullBack(seeds);
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < outgoing.size(); i++) {
      results.add(i < sums.size() ? sums.get(i).plus(outgoing.get(i)) : outgoing.get(i));
    }
    return tracer.graph(body.name() + "_backward", results);
  }

  private static List<Value> floating(List<Value> values) {
    return values.stream().filter(value -> value.type().dtype().isFloating()).toList();
  }

  private static List<Tensor> inputs(Tracer tracer, List<Value> like) {
    return like.stream().map(value -> tracer.input(ValueType.of(value))).toList();
  }
}
