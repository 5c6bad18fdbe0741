package dev.odeon.ode.step;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Work of a step that is done only if some lane needs it.
final class Branch {
  private Branch() {}

  /// What `work` makes of `arguments` where `condition` holds, `otherwise` elsewhere.
  static List<Tensor> when(
      Tensor condition,
      List<Tensor> arguments,
      List<Tensor> otherwise,
      Function<List<Tensor>, List<Tensor>> work) {
    List<Tensor> operands = new ArrayList<>(List.of(condition));
    operands.addAll(arguments);
    otherwise.forEach(tensor -> operands.add(Loop.everyLane(tensor)));
    List<Tensor> passed = operands.subList(1, operands.size());
    Graph done = trace("work", passed, x -> work.apply(x.subList(0, arguments.size())));
    Graph left = trace("otherwise", passed, x -> x.subList(arguments.size(), x.size()));
    return condition.tracer().apply(new Op.Cond(done, left), operands);
  }

  private static Graph trace(
      String name, List<Tensor> operands, Function<List<Tensor>, List<Tensor>> body) {
    Tracer tracer = new Tracer();
    List<Tensor> inputs =
        operands.stream().map(x -> tracer.input(ValueType.of(x.value()))).toList();
    return tracer.graph(name, body.apply(inputs).stream().map(Loop::everyLane).toList());
  }
}
