package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.MassMatrix;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.StepGraphs;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fields whose Jacobian is sparse.
class SparseStagesTest {
  private static final int CELLS = 40;

  /// Diffusion on a ring with a reaction. With `dense`, each derivative also depends on all cells,
  /// by a weight too small to change a bit of it.
  private static FieldGraph ring(double dense) {
    return FieldGraph.trace(
        "ring",
        (t, y, p) -> {
          Tensor ahead = Tensor.concatenate(y.slice(1, CELLS), y.slice(0, 1));
          Tensor behind = Tensor.concatenate(y.slice(CELLS - 1, CELLS), y.slice(0, CELLS - 1));
          Tensor flow = ahead.plus(behind).minus(y.times(2)).times(500);
          Tensor f = flow.plus(y.minus(y.times(y).times(y))).plus(t.cos());
          return dense == 0 ? f : f.plus(y.sum().times(dense).broadcast(y.shape()));
        },
        CELLS);
  }

  private static final FieldGraph SPARSE = ring(0);
  private static final FieldGraph DENSE = ring(1e-60);

  private static double[] initial() {
    double[] y = new double[CELLS];
    Arrays.setAll(y, i -> 1 + Math.sin(2 * Math.PI * i / CELLS) + (i == 7 ? 0.5 : 0));
    return y;
  }

  private static Solution solve(FieldGraph field, String method, StepControl control) {
    TimeSpan span = TimeSpan.of(0, 0.5);
    return new OdeSolver(new ReferenceBackend(), 1)
        .run(
            OdeProblem.of(field, span, initial()),
            Methods.named(method),
            control,
            SaveAt.times(0.03, 0.21, 0.5));
  }

  private static double[] states(Solution solution) {
    assertTrue(solution.isSuccess(), () -> solution.outcome(0).message());
    double[] states = new double[solution.stateCount()];
    solution.copyStates(states);
    return states;
  }

  /// Whether the graph, or a graph within, eliminates sparsely.
  private static boolean eliminatesSparsely(Graph graph) {
    return graph.equations().stream().anyMatch(SparseStagesTest::eliminatesSparsely);
  }

  private static boolean eliminatesSparsely(Equation equation) {
    return equation.op() instanceof Op.SparseLuFactor
        || (equation.op() instanceof Op.Cond(Graph yes, Graph no)
            && (eliminatesSparsely(yes) || eliminatesSparsely(no)));
  }

  private static Graph attempt(FieldGraph field, LaneMethod method) {
    StepControl control = StepControl.adaptive(Tolerances.of(1e-6, 1e-6));
    return new StepGraphs(field, method).attempt(control, Attempt.Detail.NONE);
  }

  @Test
  void theTraceDecides() {
    assertTrue(eliminatesSparsely(attempt(SPARSE, Rosenbrock.RODAS_5P)), "a ring is sparse");
    assertTrue(eliminatesSparsely(attempt(SPARSE, Bdf.METHOD)), "a ring is sparse");
    assertEquals(false, eliminatesSparsely(attempt(DENSE, Rosenbrock.RODAS_5P)), "all to all");
    double[] diagonal = new double[CELLS];
    Arrays.fill(diagonal, 1);
    FieldGraph regular = SPARSE.withMass(MassMatrix.diagonal(diagonal));
    assertTrue(eliminatesSparsely(attempt(regular, Rosenbrock.RODAS_5P)), "a regular matrix");
    diagonal[3] = 0;
    FieldGraph algebraic = SPARSE.withMass(MassMatrix.diagonal(diagonal));
    assertTrue(
        eliminatesSparsely(attempt(algebraic, Rosenbrock.RODAS_5P)),
        "an algebraic equation that holds its own component");
    FieldGraph shifted =
        FieldGraph.trace(
                "shifted", (t, y, p) -> Tensor.concatenate(y.slice(1, CELLS), y.slice(0, 1)), CELLS)
            .withMass(MassMatrix.diagonal(diagonal));
    assertEquals(
        false,
        eliminatesSparsely(attempt(shifted, Rosenbrock.RODAS_5P)),
        "an algebraic equation without its own component needs exchanges of rows");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rosenbrock23",
        "rodas4",
        "rodas5p",
        "implicit_euler",
        "trbdf2",
        "kvaerno5",
        "kencarp4",
        "radau5",
        "bdf"
      })
  void sparseAndDenseEliminationGiveTheSameSolution(String method) {
    StepControl control =
        method.equals("implicit_euler")
            ? StepControl.fixed(60)
            : StepControl.adaptive(Tolerances.of(1e-6, 1e-6));
    Solution sparse = solve(SPARSE, method, control);
    Solution dense = solve(DENSE, method, control);
    assertArrayEquals(states(dense), states(sparse), 1e-9, method);
    assertEquals(dense.stats(0).accepted(), sparse.stats(0).accepted(), method);
  }

  private static Tensor flow(Tensor y) {
    int n = y.shape().dim(0);
    Tensor inside = y.slice(1, n - 1).times(2).negate();
    return inside.plus(y.slice(0, n - 2)).plus(y.slice(2, n)).times(40);
  }

  /// The heat equation on a rod, one end driven, the other held: as algebraic equations, and with
  /// the ends inserted.
  @ParameterizedTest
  @ValueSource(strings = {"rodas5p", "radau5", "kvaerno5", "bdf"})
  void boundariesMayBeAlgebraicEquations(String method) {
    FieldGraph rod =
        FieldGraph.trace(
            "rod",
            (t, y, p) ->
                Tensor.concatenate(y.get(0).minus(t.times(6).sin()), flow(y), y.get(CELLS - 1)),
            CELLS);
    FieldGraph inserted =
        FieldGraph.trace(
            "inserted",
            (t, y, p) -> flow(Tensor.concatenate(t.times(6).sin(), y, t.scalar(0))),
            CELLS - 2);
    double[] diagonal = new double[CELLS];
    Arrays.fill(diagonal, 1, CELLS - 1, 1);
    FieldGraph algebraic = rod.withMass(MassMatrix.diagonal(diagonal));
    assertTrue(eliminatesSparsely(attempt(algebraic, Rosenbrock.RODAS_5P)));
    double[] start = initial();
    StepControl control = StepControl.adaptive(Tolerances.of(1e-8, 1e-8));
    TimeSpan span = TimeSpan.of(0, 4);
    SaveAt saves = SaveAt.times(0, 4);
    OdeSolver solver = new OdeSolver(new ReferenceBackend(), 1);
    LaneMethod named = (LaneMethod) Methods.named(method);
    double[] states =
        states(solver.run(OdeProblem.of(algebraic, span, start), named, control, saves));
    double[] inside = Arrays.copyOfRange(start, 1, CELLS - 1);
    double[] expected =
        states(solver.run(OdeProblem.of(inserted, span, inside), named, control, saves));
    assertEquals(0, states[0], 1e-15, "the start is made consistent");
    assertEquals(start[1], states[1], 0.0, "and nothing else is moved");
    assertEquals(Math.sin(24), states[CELLS], 1e-12, "the end that is driven");
    assertEquals(0, states[2 * CELLS - 1], 1e-12, "the end that is held");
    assertArrayEquals(
        Arrays.copyOfRange(expected, CELLS - 2, 2 * CELLS - 4),
        Arrays.copyOfRange(states, CELLS + 1, 2 * CELLS - 1),
        1e-6,
        method);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rodas5p", "radau5", "kvaerno5", "bdf"})
  void aRegularMassMatrixGoesAlong(String method) {
    double[] diagonal = new double[CELLS];
    Arrays.setAll(diagonal, i -> 1 + i % 3);
    FieldGraph weighted =
        FieldGraph.trace(
                "weighted",
                (t, y, p) -> {
                  Tensor f = y.tracer().call(SPARSE.graph(), List.of(t, y)).getFirst();
                  return f.times(y.tracer().constant(Literal.of(y.type(), diagonal)));
                },
                CELLS)
            .withMass(MassMatrix.diagonal(diagonal));
    StepControl control = StepControl.adaptive(Tolerances.of(1e-7, 1e-7));
    assertArrayEquals(
        states(solve(SPARSE, method, control)),
        states(solve(weighted, method, control)),
        1e-9,
        method);
  }
}
