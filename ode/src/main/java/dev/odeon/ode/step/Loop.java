package dev.odeon.ode.step;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/// A loop of a step, whose number of rounds may differ from lane to lane.
final class Loop {
  private Loop() {}

  /// Carries `start` through `body` as long as `condition` holds; both are given the constants and
  /// what is carried.
  static List<Tensor> whileTrue(
      List<Tensor> constants,
      List<Tensor> start,
      BiFunction<List<Tensor>, List<Tensor>, Tensor> condition,
      BiFunction<List<Tensor>, List<Tensor>, List<Tensor>> body) {
    List<Tensor> operands = new ArrayList<>(constants);
    start.forEach(tensor -> operands.add(everyLane(tensor)));
    Graph test = trace("condition", constants, start, (c, x) -> List.of(condition.apply(c, x)));
    Graph round = trace("round", constants, start, body);
    return start.getFirst().tracer().apply(new Op.While(test, round, constants.size()), operands);
  }

  private static Graph trace(
      String name,
      List<Tensor> constants,
      List<Tensor> start,
      BiFunction<List<Tensor>, List<Tensor>, List<Tensor>> body) {
    Tracer tracer = new Tracer();
    List<Tensor> c = constants.stream().map(x -> tracer.input(ValueType.of(x.value()))).toList();
    List<Tensor> x = start.stream().map(y -> tracer.input(y.type(), Scope.PER_LANE)).toList();
    return tracer.graph(name, body.apply(c, x).stream().map(Loop::everyLane).toList());
  }

  static Tensor everyLane(Tensor tensor) {
    return tensor.scope() == Scope.PER_LANE
        ? tensor
        : tensor.tracer().apply1(new Op.LaneBroadcast(), tensor);
  }
}
