package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.AdditiveField;
import dev.odeon.ode.problem.BrownianMotion;
import dev.odeon.ode.problem.Diffusion;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.MassMatrix;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.StateFunction;
import dev.odeon.ode.problem.StochasticField;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A path belongs to its seed and the number of its trajectory, whoever computes it; what does not
/// suit noise is refused.
class StochasticPathTest {
  private static final TimeSpan UNIT = TimeSpan.of(0, 1);
  private static final SaveAt SAVES = SaveAt.times(0.25, 0.6, 1);
  private static final StepControl STEPS = StepControl.fixed(8);
  private static final StochasticField TURN =
      StochasticField.ito(
          (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).negate()),
          (t, y, p) -> y.times(0.3).plus(t));

  private static FieldGraph turn(boolean isTree) {
    BrownianMotion tree = new BrownianMotion.Tree(UNIT, 4);
    return (isTree ? TURN.along(tree) : TURN).trace("turn", 2);
  }

  private static OdeProblem problem(FieldGraph field, int lanes) {
    double[] initial = new double[2 * lanes];
    Arrays.fill(initial, 1);
    return OdeProblem.ensemble(field, UNIT, lanes, initial);
  }

  private static Solution solve(OdeProblem problem, Backend backend, int threads) {
    return new OdeSolver(backend, threads)
        .run(problem, StochasticMethod.EULER_MARUYAMA, STEPS, SAVES);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bitsDependNeitherOnNeighboursNorThreadsNorBackend(boolean isTree) {
    FieldGraph field = turn(isTree);
    Backend reference = new ReferenceBackend();
    Solution all = solve(problem(field, 150), reference, 1);
    assertArrayEquals(
        all.states(), solve(problem(field, 150), Backends.preferred(), 2).states(), "compiled");
    Solution part = solve(problem(field, 3).withPaths(0, 100), reference, 1);
    for (int lane = 0; lane < 3; lane++) {
      for (int row = 0; row < 3; row++) {
        assertArrayEquals(all.state(100 + lane, row), part.state(lane, row), "of the part");
      }
    }
  }

  @Test
  void aStreamHasThePathsOfTheWhole() {
    FieldGraph field = turn(false);
    Solution all = solve(problem(field, 70), new ReferenceBackend(), 1);
    LaneIntegrator integrator =
        new LaneIntegrator(
            field, StochasticMethod.EULER_MARUYAMA, STEPS, UNIT, SAVES, new ReferenceBackend(), 1);
    List<double[]> ends = new ArrayList<>();
    LaneSource source =
        new LaneSource() {
          @Override
          public long count() {
            return 70;
          }

          @Override
          public LaneInput take(long first, int width) {
            double[] initial = new double[2 * width];
            Arrays.fill(initial, 1);
            double[][] paths = Diffusion.paths(0, first, width).toArray(double[][]::new);
            return LaneInput.of(initial, paths, width);
          }
        };
    integrator.stream(
        source,
        (first, part) -> {
          for (int lane = 0; lane < part.lanes(); lane++) {
            ends.add(part.state(lane, 2));
          }
        });
    assertEquals(70, ends.size());
    for (int lane = 0; lane < 70; lane++) {
      assertArrayEquals(all.state(lane, 2), ends.get(lane), "lane " + lane);
    }
  }

  @Test
  void otherSeedsAndTrajectoriesHaveOtherPaths() {
    FieldGraph field = turn(false);
    Backend reference = new ReferenceBackend();
    Solution none = solve(problem(field, 2), reference, 1);
    Solution same = solve(problem(field, 2).withSeed(0), reference, 1);
    Solution other = solve(problem(field, 2).withSeed(1), reference, 1);
    assertArrayEquals(none.states(), same.states());
    assertNotEquals(none.state(0, 0, 0), other.state(0, 0, 0));
    assertNotEquals(none.state(0, 0, 0), none.state(1, 0, 0));
  }

  @Test
  void halfOfASpanFollowsThePathOfTheWhole() {
    FieldGraph field = turn(false);
    Solution all = solve(problem(field, 1), new ReferenceBackend(), 1);
    OdeProblem half = OdeProblem.of(field, TimeSpan.of(0, 0.5), new double[] {1, 1});
    Solution first =
        new OdeSolver(new ReferenceBackend(), 1)
            .run(half, StochasticMethod.EULER_MARUYAMA, StepControl.fixed(4), SaveAt.times(0.25));
    assertArrayEquals(all.state(0, 0), first.state(0, 0));
  }

  private static void refused(String message, FieldGraph field, Method method) {
    refused(message, () -> OdeSolver.solve(problem(field, 1), method, STEPS, SAVES));
  }

  private static void refused(String message, Runnable action) {
    String said = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(said.contains(message), said);
  }

  @Test
  void whatDoesNotSuitNoiseIsNamed() {
    FieldGraph turn = turn(false);
    refused("'tsit5' integrates dy/dt = f, but field 'turn' has noise", turn, Tsit5.METHOD);
    refused("Hipparchus has no method for it", turn, Methods.named("hipparchus:gill"));
    refused("has no noise", FieldGraph.trace("plain", TURN.drift(), 2), StochasticMethod.MILSTEIN);
    refused("in the sense of Ito", turn, StochasticMethod.HEUN);
    refused("depends on component 0 of the state", turn, StochasticMethod.SRA1);
    FieldGraph stepped =
        StochasticField.ito(
                TURN.drift(),
                (t, y, p) -> y.compare(Comparison.GT, 0).select(y.zeros().plus(2), y.zeros()))
            .trace("stepped", 2);
    refused("depends on the state, if only in a comparison", stepped, StochasticMethod.SRA1);
    refused("does not take the", turn.withMass(MassMatrix.diagonal(1, 2)), StochasticMethod.SRA1);
    FieldGraph crossed =
        StochasticField.ito(TURN.drift(), (t, y, p) -> y.reverse(0)).trace("crossed", 2);
    refused("of component 0 depends on component 1", crossed, StochasticMethod.MILSTEIN);
    FieldGraph matrix =
        StochasticField.ito(TURN.drift(), (t, y, p) -> y.reshape(Shape.of(2, 1)))
            .trace("matrix", 2);
    refused("is a matrix", matrix, StochasticMethod.MILSTEIN);
    FieldGraph path =
        StochasticField.ito(TURN.drift(), (t, y, p) -> y.zeros())
            .along(new BrownianMotion.Tree(UNIT, 3))
            .trace("path", 2);
    refused("has no integrals of W", path, StochasticMethod.SRA1);
    refused("have no noise", () -> new AdditiveField(turn, turn));
  }

  @Test
  void argumentsThatDoNotFitAreNamed() {
    FieldGraph turn = turn(false);
    refused("seed 9007199254740993", () -> problem(turn, 1).withSeed((1L << 53) + 1));
    double[] two = {1, 1, 1, 1};
    refused(
        "'noise.trajectory' element 1 is 0.5, not a whole number within 0..2^32-1",
        () -> OdeProblem.ensemble(turn, UNIT, 2, two, new double[] {3}, new double[] {0, 0.5}));
    refused("trajectories -1 to", () -> problem(turn, 1).withPaths(0, -1));
    refused("are not within", () -> problem(turn, 2).withPaths(0, Long.MAX_VALUE));
    refused(
        "has no noise", () -> problem(FieldGraph.trace("plain", TURN.drift(), 2), 1).withSeed(1));
    refused(
        "needs [2], or [2, m]",
        () -> StochasticField.ito(TURN.drift(), (t, y, p) -> y.get(0)).trace("short", 2));
    refused("levels 41", () -> new BrownianMotion.Tree(UNIT, 41));
    refused("is not ascending", () -> new BrownianMotion.Tree(TimeSpan.of(1, 0), 4));
    refused("unknown; there are", () -> StochasticMethod.named("euler"));
    refused(
        "forwards in time",
        () ->
            OdeSolver.solve(
                OdeProblem.of(turn, TimeSpan.of(1, 0), new double[] {1, 1}),
                StochasticMethod.EULER_MARUYAMA,
                STEPS,
                SaveAt.times(0)));
    refused(
        "has no error estimate",
        () ->
            OdeSolver.solve(
                problem(turn, 1),
                StochasticMethod.EULER_MARUYAMA,
                StepControl.adaptive(Tolerances.DEFAULT),
                SAVES));
  }

  @Test
  void oneComponentWithOneNoiseMayBeAMatrix() {
    StateFunction vector = (t, y, p) -> y.times(0.3);
    StateFunction matrix = (t, y, p) -> y.times(0.3).reshape(Shape.of(1, 1));
    double[] states = new double[2];
    for (int i = 0; i < 2; i++) {
      FieldGraph field =
          StochasticField.ito((t, y, p) -> y.times(0.1), i == 0 ? vector : matrix).trace("one", 1);
      OdeProblem one = OdeProblem.of(field, UNIT, new double[] {1});
      states[i] =
          OdeSolver.solve(one, StochasticMethod.MILSTEIN, STEPS, SaveAt.times(1)).state(0, 0, 0);
    }
    assertEquals(states[0], states[1]);
  }
}
