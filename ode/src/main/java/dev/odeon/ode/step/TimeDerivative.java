package dev.odeon.ode.step;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The derivative of a field for the time.
final class TimeDerivative {
  private TimeDerivative() {}

  /// At a point; empty if the field does not depend on time.
  static Optional<Tensor> of(FieldGraph field, Tensor t, Tensor y, List<Tensor> p) {
    Value time = field.graph().inputs().getFirst();
    if (field.graph().equations().stream().noneMatch(e -> e.operands().contains(time))) {
      return Optional.empty();
    }
    List<Tensor> arguments = new ArrayList<>(List.of(t, y));
    arguments.addAll(p);
    arguments.add(t.tracer().apply1(new Op.LaneBroadcast(), t.scalar(1)));
    return Optional.of(
        y.tracer().call(ForwardMode.jvp(field.graph(), List.of(0)), arguments).getLast());
  }
}
