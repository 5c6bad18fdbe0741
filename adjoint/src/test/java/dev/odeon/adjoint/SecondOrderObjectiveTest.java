package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.optim.Minimum;
import dev.odeon.nn.optim.NewtonCg;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// Hessians of objectives with a solve in them.
class SecondOrderObjectiveTest {
  private static final VectorField LOTKA_VOLTERRA =
      (t, y, p) -> {
        Tensor both = y.get(0).times(y.get(1));
        Tensor k = p.get("k");
        return Tensor.concatenate(
            k.get(0).times(y.get(0)).minus(k.get(1).times(both)),
            p.get("c").times(both).minus(k.get(2).times(y.get(1))));
      };

  private static SolvePlan plan(Sensitivity sensitivity) {
    return SolvePlan.of(
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-10, 1e-10)),
            TimeSpan.of(0, 6),
            SaveAt.linspace(0.5, 6, 12))
        .with(sensitivity);
  }

  /// Least squares of three trajectories with a rate and a start of their own; parameters are the
  /// rates in common and a factor of the starts.
  private static GraphObjective leastSquares(SolvePlan plan) {
    ParameterSpec spec =
        ParameterSpec.builder()
            .add("k", Shape.of(3), new Constant(1))
            .add("scale", Shape.SCALAR, new Constant(1))
            .build();
    int lanes = 3;
    return GraphObjective.of(
        spec,
        List.of(
            new ValueType(TensorType.f64(2), Scope.PER_LANE),
            new ValueType(TensorType.f64(), Scope.PER_LANE),
            new ValueType(TensorType.f64(12, 2), Scope.PER_LANE)),
        List.of(DATA),
        lanes,
        new ReferenceBackend(),
        (p, data) -> {
          SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
          needed.put("k", p.get("k"));
          needed.put("c", data.get(1));
          Tensor start = data.get(0).times(p.get("scale"));
          TracedSolve solve = TracedSolve.of("lv", LOTKA_VOLTERRA, plan, start, needed);
          return Loss.MEAN_SQUARE.mean(solve.states(), data.get(2));
        });
  }

  private static final double[][] DATA = {
    {1, 1.3, 0.9, 1, 0.8, 1.1}, {1, 0.9, 1.2}, new Random(4).doubles(72, 0.2, 3).toArray()
  };

  private static final double[] POINT = {1.5, 1.1, 2.4, 1.05};

  private static double[][] hessian(GraphObjective objective, double[] point) {
    double[][] columns = new double[point.length][point.length];
    for (int i = 0; i < point.length; i++) {
      double[] direction = new double[point.length];
      direction[i] = 1;
      objective.hessianProduct(point, direction, columns[i]);
    }
    return columns;
  }

  private static double[][] differences(GraphObjective objective, double[] point, double step) {
    double[][] columns = new double[point.length][point.length];
    for (int i = 0; i < point.length; i++) {
      double[][] g = new double[5][point.length];
      for (int k = -2; k <= 2; k++) {
        double[] moved = point.clone();
        moved[i] += k * step;
        objective.valueAndGradient(moved, g[k + 2]);
      }
      for (int j = 0; j < point.length; j++) {
        columns[i][j] = (8 * (g[3][j] - g[1][j]) - (g[4][j] - g[0][j])) / (12 * step);
      }
    }
    return columns;
  }

  private static double largest(double[][] matrix) {
    double largest = 0;
    for (double[] row : matrix) {
      for (double x : row) {
        largest = Math.max(largest, Math.abs(x));
      }
    }
    return largest;
  }

  private static void assertClose(
      double[][] expected, double[][] actual, double tolerance, String what) {
    double size = largest(expected);
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], actual[i], tolerance * size, what + ", column " + i);
    }
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] other = new double[matrix.length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix.length; j++) {
        other[j][i] = matrix[i][j];
      }
    }
    return other;
  }

  @Test
  void theHessianIsSymmetricAndThatOfDifferences() {
    GraphObjective objective = leastSquares(plan(new Sensitivity.Discrete()));
    double[][] h = hessian(objective, POINT);
    assertClose(h, transposed(h), 1e-13, "symmetry");
    assertClose(differences(objective, POINT, 1e-3), h, 1e-7, "differences of gradients");
  }

  /// Forward over forward mode of the loss: no reverse mode takes part.
  @Test
  void forwardOverForwardModeAgrees() {
    GraphObjective objective = leastSquares(plan(new Sensitivity.Discrete()));
    double[][] h = hessian(objective, POINT);
    Graph loss = objective.loss();
    Graph once = ForwardMode.jvp(loss, List.of(0, 1));
    Graph tangent =
        new Graph(once.name(), once.inputs(), once.equations(), once.outputs().subList(1, 2));
    Graph twice = ForwardMode.jvp(tangent, List.of(0, 1));
    Executable run = new ReferenceBackend().compile(twice);
    double[][] found = new double[4][4];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        double[][] in = {
          {POINT[0], POINT[1], POINT[2]},
          {POINT[3]},
          DATA[0],
          DATA[1],
          DATA[2],
          unit(i),
          {i == 3 ? 1 : 0},
          unit(j),
          {j == 3 ? 1 : 0}
        };
        double[][] out = new double[2][1];
        run.run(in, out, 3);
        found[i][j] = out[1][0];
      }
    }
    assertClose(found, h, 1e-12, "forward over forward");
  }

  private static double[] unit(int i) {
    double[] unit = new double[3];
    if (i < 3) {
      unit[i] = 1;
    }
    return unit;
  }

  /// Reverse over reverse mode, of `g^T v`, and reverse over forward mode, of the slope along v.
  @Test
  void everyNestingHasTheSameHessian() {
    GraphObjective objective = leastSquares(plan(new Sensitivity.Discrete()));
    double[] direction = {0.3, -0.7, 0.2, 0.9};
    double[] expected = new double[4];
    objective.hessianProduct(POINT, direction, expected);
    Graph loss = objective.loss();
    List<ValueType> types = new ArrayList<>(loss.inputs().stream().map(ValueType::of).toList());
    types.addAll(types.subList(0, 2));
    Graph gradient = ReverseMode.valueAndGradient(loss, List.of(0, 1));
    Graph along =
        Tracer.trace(
            "along",
            types,
            x -> {
              List<Tensor> g = x.getFirst().tracer().call(gradient, x.subList(0, 5));
              return List.of(g.get(1).times(x.get(5)).sum().plus(g.get(2).times(x.get(6))));
            });
    Graph pushed = ForwardMode.jvp(loss, List.of(0, 1));
    Graph slope =
        new Graph("slope", pushed.inputs(), pushed.equations(), pushed.outputs().subList(1, 2));
    for (Graph graph : List.of(along, slope)) {
      double[][] in = {
        {POINT[0], POINT[1], POINT[2]},
        {POINT[3]},
        DATA[0],
        DATA[1],
        DATA[2],
        {direction[0], direction[1], direction[2]},
        {direction[3]}
      };
      double[][] out = {new double[1], new double[3], new double[1]};
      new ReferenceBackend()
          .compile(ReverseMode.valueAndGradient(graph, List.of(0, 1)))
          .run(in, out, 3);
      double[] found = {out[1][0], out[1][1], out[1][2], out[2][0]};
      double size = largest(new double[][] {expected});
      assertArrayEquals(expected, found, 1e-12 * size, "reverse over " + graph.name());
    }
  }

  @Test
  void checkpointsLeaveEveryBit() {
    double[][] whole = hessian(leastSquares(plan(new Sensitivity.Discrete())), POINT);
    double[][] frugal = hessian(leastSquares(plan(new Sensitivity.Discrete(6000))), POINT);
    for (int i = 0; i < 4; i++) {
      assertArrayEquals(whole[i], frugal[i], "column " + i);
    }
  }

  @Test
  void forwardSensitivitiesHaveTheSameHessian() {
    double[][] discrete = hessian(leastSquares(plan(new Sensitivity.Discrete())), POINT);
    double[][] forward = hessian(leastSquares(plan(new Sensitivity.Forward())), POINT);
    assertClose(discrete, forward, 1e-13, "Forward");
  }

  @Test
  void aNeuralOdeHasProductsWithItsHessian() {
    Chain field = Chain.of(new Dense(2, 6, Activation.TANH), new Dense(6, 2));
    NeuralOde model =
        NeuralOde.of(
            field,
            Tsit5.METHOD,
            TimeSpan.of(0, 1.5),
            SaveAt.linspace(0, 1.5, 6),
            Tolerances.of(1e-10, 1e-10));
    ParameterSpec spec = model.parameters(Shape.of(2));
    GraphObjective objective =
        GraphObjective.of(
            spec,
            List.of(
                new ValueType(TensorType.f64(2), Scope.PER_LANE),
                new ValueType(TensorType.f64(6, 2), Scope.PER_LANE)),
            List.of(new double[] {2, 1, 0, 0.5}, new Random(1).doubles(24, -1, 1).toArray()),
            2,
            new ReferenceBackend(),
            (p, data) -> Loss.MEAN_SQUARE.mean(model.apply(p, data.get(0)), data.get(1)));
    double[] point = spec.initialize(3).flat().clone();
    Random random = new Random(9);
    double[] u = random.doubles(point.length, -1, 1).toArray();
    double[] v = random.doubles(point.length, -1, 1).toArray();
    double[] hu = new double[point.length];
    double[] hv = new double[point.length];
    objective.hessianProduct(point, u, hu);
    objective.hessianProduct(point, v, hv);
    double forward = 0;
    double backward = 0;
    double size = 0;
    for (int i = 0; i < point.length; i++) {
      forward += hu[i] * v[i];
      backward += hv[i] * u[i];
      size += Math.abs(hu[i] * v[i]) + Math.abs(hv[i] * u[i]);
    }
    assertEquals(forward, backward, 1e-13 * size, "u^T H v and v^T H u");
    double[][] g = new double[2][point.length];
    double step = 1e-4;
    for (int k = 0; k < 2; k++) {
      double[] moved = point.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += (2 * k - 1) * step * u[i];
      }
      objective.valueAndGradient(moved, g[k]);
    }
    double[] expected = new double[point.length];
    for (int i = 0; i < point.length; i++) {
      expected[i] = (g[1][i] - g[0][i]) / (2 * step);
    }
    assertClose(new double[][] {expected}, new double[][] {hu}, 1e-6, "differences of gradients");
  }

  /// Newton's method goes to the same minimum as L-BFGS in fewer iterations.
  @Test
  void aFitByNewtonsMethodNeedsFewIterations() {
    GraphObjective objective = leastSquares(plan(new Sensitivity.Discrete()));
    Minimum newton = new NewtonCg(60).minimize(objective, POINT);
    Minimum other = new Lbfgs(400).withTolerances(1e-8, 0).minimize(objective, POINT);
    assertTrue(newton.termination().converged(), newton.toString());
    assertEquals(other.value(), newton.value(), 1e-9 * other.value(), other + "; " + newton);
    assertTrue(newton.iterations() < other.iterations(), other + "; " + newton);
  }

  private static String refusal(SolvePlan plan) {
    GraphObjective objective = leastSquares(plan);
    return assertThrows(
            IllegalArgumentException.class,
            () -> objective.hessianProduct(POINT, new double[4], new double[4]))
        .getMessage();
  }

  @Test
  void whatHasNoSecondDerivativesSaysSo() {
    assertEquals(
        "solve: sensitivity Gauss has no second derivatives; take Discrete or Forward",
        refusal(plan(new Sensitivity.Gauss())));
    SolvePlan bdf =
        SolvePlan.of(
            Bdf.METHOD,
            StepControl.adaptive(Tolerances.DEFAULT),
            TimeSpan.of(0, 1),
            SaveAt.linspace(0.1, 1, 12));
    assertEquals(
        "solve: steps of method 'bdf' cannot be differentiated forwards; use reverse mode",
        refusal(bdf));
  }

  @Test
  void thirdDerivativesAreRefused() {
    GraphObjective objective = leastSquares(plan(new Sensitivity.Discrete()));
    Graph product = Derivatives.hvp(objective.loss(), List.of(0, 1));
    String message =
        assertThrows(IllegalArgumentException.class, () -> ForwardMode.jvp(product, List.of(0, 1)))
            .getMessage();
    assertEquals("solve: third derivatives are not available; difference the Hessian", message);
  }
}
