package dev.odeon.adjoint;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.method.ButcherTableau;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What one backward step of an explicit Runge-Kutta method adds to the parameter integrals if they
/// are integrated along: `h sum_i b_i lambda_i^T df/dp(t_i, y_i, p)` over its stages.
final class StageGraph {
  private StageGraph() {}

  /// `(s, h, z, p, from, to, scale, known) -> scale times the integrals`: the step from s of size h
  /// in the time of the stretch, `known` the coefficients of the state where z is lambda alone.
  static Graph of(AdjointProgram program, FieldGraph adjoint, ButcherTableau tableau) {
    FieldGraph field = program.field();
    int count = field.parameterTypes().size();
    Graph vjp = ReverseMode.vjp(field.graph(), IntStream.range(2, 2 + count).boxed().toList());
    Tracer tracer = new Tracer();
    Tensor s = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Tensor h = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Tensor z = tracer.input(TensorType.f64(adjoint.dimension()), Scope.PER_LANE);
    List<Tensor> p = field.parameterTypes().stream().map(tracer::input).toList();
    Tensor from = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Tensor to = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Tensor scale = tracer.input(TensorType.f64(), Scope.PER_LANE);
    List<Tensor> further = new ArrayList<>(List.of(from, to));
    if (program.state() == AdjointProgram.State.INTERPOLATED) {
      int size = program.chebyshev().count() * program.dimension();
      further.add(tracer.input(TensorType.f64(size), Scope.PER_LANE));
    }
    Tensor length = to.minus(from);
    double[] weights = tableau.weights();
    List<Tensor> k = new ArrayList<>();
    List<Tensor> sums = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      Tensor time = h.fma(h.scalar(tableau.c(i)), s);
      Tensor argument = argument(tableau, i, h, z, k);
      List<Tensor> inputs = new ArrayList<>(List.of(time, argument));
      inputs.addAll(p);
      inputs.addAll(further);
      k.add(tracer.call(adjoint.graph(), inputs).getFirst());
      if (weights[i] != 0) {
        Tensor weight = h.times(length).times(scale).times(-weights[i]);
        List<Tensor> point =
            new ArrayList<>(
                List.of(time.fma(length, from), state(program, argument, time, further)));
        point.addAll(p);
        int offset = program.adjointOffset();
        point.add(argument.slice(offset, offset + program.dimension()).times(weight));
        List<Tensor> results = tracer.call(vjp, point);
        add(sums, results.subList(results.size() - count, results.size()));
      }
    }
    return Pipeline.standard().apply(tracer.graph(field.graph().name() + "_stages", sums));
  }

  private static Tensor argument(
      ButcherTableau tableau, int stage, Tensor h, Tensor z, List<Tensor> k) {
    Tensor sum = null;
    for (int j = 0; j < stage; j++) {
      double a = tableau.a(stage, j);
      if (a != 0) {
        Tensor factor = z.scalar(a);
        sum = sum == null ? k.get(j).times(factor) : k.get(j).fma(factor, sum);
      }
    }
    return sum == null ? z : sum.fma(h, z);
  }

  private static Tensor state(AdjointProgram program, Tensor z, Tensor s, List<Tensor> further) {
    return switch (program.state()) {
      case INTEGRATED -> z.slice(0, program.dimension());
      case INTERPOLATED -> Chebyshev.trace(further.getLast(), program.dimension(), s);
    };
  }

  private static void add(List<Tensor> sums, List<Tensor> more) {
    for (int p = 0; p < more.size(); p++) {
      if (sums.size() <= p) {
        sums.add(more.get(p));
      } else {
        sums.set(p, sums.get(p).plus(more.get(p)));
      }
    }
  }
}
