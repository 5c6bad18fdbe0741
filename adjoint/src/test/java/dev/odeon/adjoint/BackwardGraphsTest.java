package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.step.StepGraphs;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// What the backward step evaluates: nothing twice, and once a run what all steps share.
class BackwardGraphsTest {
  private static final VectorField NETWORK = (t, y, p) -> p.get("w").dot(y).tanh();

  private static FieldGraph field(VectorField f, int... shape) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("w", new ValueType(TensorType.f64(shape), Scope.SHARED));
    return FieldGraph.trace("field", f, shape.length == 0 ? 1 : shape[0], types);
  }

  private static long count(Graph graph, UnaryFunction function) {
    return graph.equations().stream()
        .filter(e -> e.op() instanceof Op.Unary(UnaryFunction f) && f == function)
        .count();
  }

  @Test
  void everyStageIsEvaluatedOnce() {
    StepGraphs steps = new StepGraphs(field(NETWORK, 2, 2), Tsit5.METHOD);
    assertEquals(7, count(steps.step(), UnaryFunction.TANH));
    assertEquals(7, count(BackwardGraphs.of(steps).step().body(), UnaryFunction.TANH));
    assertEquals(6, count(BackwardGraphs.ofEnds(steps).step().body(), UnaryFunction.TANH));
  }

  @Test
  void theInputsAreTheSameWhereverStatesAreSaved() {
    StepGraphs steps = new StepGraphs(field(NETWORK, 2, 2), Tsit5.METHOD);
    assertEquals(
        BackwardGraphs.of(steps).step().body().inputs().stream().map(ValueType::of).toList(),
        BackwardGraphs.ofEnds(steps).step().body().inputs().stream().map(ValueType::of).toList());
  }

  @Test
  void functionsOfSharedParametersAreEvaluatedOnceARun() {
    VectorField decay = (t, y, p) -> y.times(p.get("w").exp().broadcast(y.shape())).negate();
    StepGraphs steps = new StepGraphs(field(decay), Tsit5.METHOD);
    BackwardGraphs graphs = BackwardGraphs.of(steps);
    assertFalse(graphs.step().isEmpty());
    assertEquals(1, count(graphs.step().shared(), UnaryFunction.EXP));
    assertEquals(0, count(graphs.step().body(), UnaryFunction.EXP));
    double w = 0.3;
    double[] gradient = gradient(decay, SaveAt.times(2), new double[] {w}, new double[] {1.5}, 1);
    double rate = Math.exp(w);
    assertEquals(Math.exp(-2 * rate), gradient[0], 1e-9, "d y(2) / d y(0)");
    assertEquals(-2 * rate * 1.5 * Math.exp(-2 * rate), gradient[1], 1e-9, "d y(2) / d w");
  }

  @Test
  void savingAtTheEndOnlyGivesTheSameGradient() {
    double[] w = {0.4, -1.1, 0.9, 0.2};
    double[] y0 = {0.7, -0.3};
    double[] ends = gradient(NETWORK, SaveAt.times(0, 2), w, y0, 2);
    double[] within = gradient(NETWORK, SaveAt.times(0.7, 2), w, y0, 2);
    assertArrayEquals(within, ends, 1e-14, "differs from the sweep with cotangents of stages");
  }

  /// The gradient of the sum of the last saved state: for the initial state, then for w.
  private static double[] gradient(
      VectorField f, SaveAt saveAt, double[] w, double[] y0, int dimension) {
    FieldGraph field = dimension == 1 ? field(f) : field(f, dimension, dimension);
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-10, 1e-10)),
            TimeSpan.of(0, 2),
            saveAt,
            new ReferenceBackend(),
            1);
    double[][] parameters = {w};
    LaneRun run = integrator.run(y0, parameters, 1, Recording.FULL);
    assertTrue(run.solution().isSuccess(), "the forward run must succeed");
    double[] cotangent = new double[saveAt.count() * dimension];
    for (int i = 0; i < dimension; i++) {
      cotangent[(saveAt.count() - 1) * dimension + i] = 1;
    }
    double[] initial = new double[dimension];
    double[][] gradients = {new double[w.length]};
    new DiscreteAdjoint(integrator).run(run, parameters, cotangent, initial, gradients);
    double[] all = new double[dimension + w.length];
    System.arraycopy(initial, 0, all, 0, dimension);
    System.arraycopy(gradients[0], 0, all, dimension, w.length);
    return all;
  }
}
