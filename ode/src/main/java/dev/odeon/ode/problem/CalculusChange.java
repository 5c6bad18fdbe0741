package dev.odeon.ode.problem;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The same process written in the other sense: with `g_k` the columns of g, the drift in the sense
/// of Ito is that of Stratonovich plus half the sum of `(dg_k/dy) g_k`. Kloeden and Platen,
/// Numerical Solution of Stochastic Differential Equations, equation (4.9.12).
final class CalculusChange {
  private CalculusChange() {}

  static FieldGraph of(FieldGraph field, Calculus other) {
    Diffusion diffusion = field.diffusion().orElseThrow();
    double factor =
        switch (other) {
          case ITO -> 0.5;
          case STRATONOVICH -> -0.5;
        };
    Tracer tracer = new Tracer();
    List<Tensor> inputs =
        field.graph().inputs().stream().map(x -> tracer.input(ValueType.of(x))).toList();
    List<Tensor> outputs = new ArrayList<>(tracer.call(field.graph(), inputs));
    Tensor drift = outputs.getFirst();
    outputs.set(0, correction(diffusion, inputs).fma(drift.scalar(factor), drift));
    Graph all = Pipeline.standard().apply(tracer.graph(field.graph().name(), outputs));
    return new FieldGraph(
        all,
        field.parameterNames(),
        field.guards(),
        field.mass(),
        Optional.of(new Diffusion(diffusion.graph(), other, diffusion.motion())));
  }

  /// The sum of `(dg_k/dy) g_k` over the columns.
  private static Tensor correction(Diffusion diffusion, List<Tensor> inputs) {
    Graph jvp = ForwardMode.jvp(diffusion.graph(), List.of(1));
    Tensor y = inputs.get(1);
    Tensor g = y.tracer().call(diffusion.graph(), inputs).getFirst();
    Tensor sum = y.zeros();
    for (int k = 0; k < diffusion.noises(); k++) {
      List<Tensor> arguments = new ArrayList<>(inputs);
      arguments.add(column(diffusion, g, k));
      Tensor change = y.tracer().call(jvp, arguments).getLast();
      sum = sum.plus(column(diffusion, change, k));
    }
    return sum;
  }

  private static Tensor column(Diffusion diffusion, Tensor g, int k) {
    double[] unit = new double[diffusion.noises()];
    unit[k] = 1;
    Tensor chosen =
        g.tracer().constant(Literal.of(g.type().withShape(Shape.of(unit.length)), unit));
    return diffusion.isDiagonal() ? g.times(chosen) : g.dot(chosen);
  }
}
