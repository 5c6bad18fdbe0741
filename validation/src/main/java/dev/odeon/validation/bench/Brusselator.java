package dev.odeon.validation.bench;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The Brusselator on a periodic grid of 17 by 17 cells, its constants one a cell: 578 unknowns and
/// 1156 parameters. `u' = B + u^2 v - (A + 1) u + alpha lap u`, `v' = A u - u^2 v + alpha lap v`
/// with A = 3.4, B = 1, alpha = 10 on the unit square, t from 0 to 1 with 11 saves, at 1e-5 and
/// 1e-7.
final class Brusselator {
  /// Cells in a row.
  private static final int N = 17;

  /// All cells: u comes first, then v.
  static final int CELLS = N * N;

  private Brusselator() {}

  static FieldGraph field() {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    for (String name : List.of("a", "b", "alpha_u", "alpha_v")) {
      types.put(name, new ValueType(TensorType.f64(CELLS), Scope.SHARED));
    }
    return FieldGraph.trace("brusselator", (t, y, p) -> derivative(y, p), 2 * CELLS, types);
  }

  private static Tensor derivative(Tensor y, Parameters p) {
    Tensor u = y.slice(0, CELLS);
    Tensor v = y.slice(CELLS, 2 * CELLS);
    Tensor reaction = u.times(u).times(v);
    Tensor du =
        p.get("b")
            .plus(reaction)
            .minus(p.get("a").plus(1).times(u))
            .plus(p.get("alpha_u").times(laplacian(u)));
    Tensor dv = p.get("a").times(u).minus(reaction).plus(p.get("alpha_v").times(laplacian(v)));
    return Tensor.concatenate(du, dv);
  }

  private static Tensor laplacian(Tensor u) {
    Tensor around =
        shifted(u, 1, 0).plus(shifted(u, -1, 0)).plus(shifted(u, 0, 1)).plus(shifted(u, 0, -1));
    double spacing = 1.0 / (N - 1);
    return around.minus(u.times(4)).times(1 / (spacing * spacing));
  }

  private static Tensor shifted(Tensor u, int rows, int columns) {
    long[] from = new long[CELLS];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) {
        from[i * N + j] = (long) Math.floorMod(i + rows, N) * N + Math.floorMod(j + columns, N);
      }
    }
    TensorType type = new TensorType(DType.I32, Shape.of(CELLS));
    return u.gather(u.tracer().constant(Literal.ofIntegers(type, from)));
  }

  static double[] initial() {
    double[] y = new double[2 * CELLS];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) {
        double x = i / (N - 1.0);
        double z = j / (N - 1.0);
        y[i * N + j] = 22 * Math.pow(z * (1 - z), 1.5);
        y[CELLS + i * N + j] = 27 * Math.pow(x * (1 - x), 1.5);
      }
    }
    return y;
  }

  static double[][] parameters() {
    double[][] p = new double[4][CELLS];
    double[] values = {3.4, 1, 10, 10};
    for (int i = 0; i < p.length; i++) {
      Arrays.fill(p[i], values[i]);
    }
    return p;
  }

  static LaneIntegrator integrator(LaneMethod method) {
    return new LaneIntegrator(
        field(),
        method,
        StepControl.adaptive(Tolerances.of(1e-5, 1e-7)),
        TimeSpan.of(0, 1),
        SaveAt.linspace(0, 1, 11),
        Backends.preferred(),
        1);
  }

  static LaneRun run(LaneIntegrator integrator, Recording recording) {
    LaneRun run = integrator.run(initial(), parameters(), 1, recording);
    if (!run.solution().isSuccess()) {
      throw new IllegalStateException(run.solution().outcome(0).message());
    }
    return run;
  }
}
