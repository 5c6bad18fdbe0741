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

  private static Tensor laneWise(Tensor x) {
    return x.scope() == Scope.PER_LANE ? x : x.tracer().apply1(new Op.LaneBroadcast(), x);
  }

  private static boolean allLanes(VjpRules.Site at) {
    return at.y().stream().allMatch(y -> y.scope() == Scope.PER_LANE);
  }

  /// Runs the scan again keeping every carry, then scans the other way with the VJP of the body;
  /// cotangents of constants and carries travel as carries.
  static List<@Nullable Tensor> scan(VjpRules.Site at, Op.Scan op) {
    boolean lanes = allLanes(at);
    Graph body = lanes ? Lift.toLanes(op.body()) : op.body();
    if (body.inputs().stream().anyMatch(input -> !input.type().dtype().isFloating())
        || body.outputs().stream().anyMatch(output -> !output.type().dtype().isFloating())) {
      throw new IllegalArgumentException(
          "scan: reverse mode needs carries and slices that are numbers");
    }
    int held = op.consts() + op.carries();
    List<Tensor> operands = lanes ? at.x().stream().map(SubgraphVjp::laneWise).toList() : at.x();
    Op.Scan keeping =
        new Op.Scan(keepCarries(body, op), op.consts(), op.carries(), op.length(), op.order());
    List<Tensor> again = at.tracer().apply(keeping, operands);
    List<Tensor> kept = again.subList(op.carries(), 2 * op.carries());

    List<Tensor> back = new ArrayList<>(operands.subList(0, op.consts()));
    operands
        .subList(0, op.consts())
        .forEach(x -> back.add(lanes ? laneWise(x.zeros()) : x.zeros()));
    List<Tensor> seeds = seeds(at, lanes);
    back.addAll(seeds.subList(0, op.carries()));
    back.addAll(kept);
    back.addAll(operands.subList(held, operands.size()));
    back.addAll(seeds.subList(op.carries(), seeds.size()));
    Op.Scan reverse =
        new Op.Scan(backwardBody(body, op), op.consts(), held, op.length(), op.order().opposite());
    return new ArrayList<>(at.tracer().apply(reverse, back));
  }

  private static Graph keepCarries(Graph body, Op.Scan op) {
    List<Value> outputs = new ArrayList<>(body.outputs().subList(0, op.carries()));
    outputs.addAll(body.inputs().subList(op.consts(), op.consts() + op.carries()));
    outputs.addAll(body.outputs().subList(op.carries(), body.outputs().size()));
    return new Graph(body.name() + "_keeping", body.inputs(), body.equations(), outputs);
  }

  /// (consts, their cotangents, cotangents of carries, carries, slices, cotangents of results) to
  /// (cotangents of consts, of carries, of slices).
  private static Graph backwardBody(Graph body, Op.Scan op) {
    int held = op.consts() + op.carries();
    Tracer tracer = new Tracer();
    List<Tensor> consts = inputs(tracer, body.inputs().subList(0, op.consts()));
    List<Tensor> sums = inputs(tracer, body.inputs().subList(0, op.consts()));
    List<Tensor> incoming = inputs(tracer, body.inputs().subList(op.consts(), held));
    List<Tensor> args = new ArrayList<>(consts);
    args.addAll(inputs(tracer, body.inputs().subList(op.consts(), body.inputs().size())));
    List<Tensor> seeds = new ArrayList<>(incoming);
    seeds.addAll(inputs(tracer, body.outputs().subList(op.carries(), body.outputs().size())));
    List<Integer> all = IntStream.range(0, args.size()).boxed().toList();
    List<Tensor> outgoing = new ReverseMode.Linearised(tracer, body, args, all).pullBack(seeds);
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < outgoing.size(); i++) {
      results.add(i < op.consts() ? sums.get(i).plus(outgoing.get(i)) : outgoing.get(i));
    }
    return tracer.graph(body.name() + "_backward", results);
  }

  private static List<Tensor> inputs(Tracer tracer, List<Value> like) {
    return like.stream().map(value -> tracer.input(ValueType.of(value))).toList();
  }
}
