package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.MassMatrix;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Problems with mass matrices, singular ones above all.
class AlgebraicTest {
  /// Robertson's kinetics, the third equation replaced by the conservation of mass.
  private static final OdeProblem ROBERTSON =
      OdeProblem.of(
              (t, y, p) -> {
                Tensor a = y.get(0).times(0.04);
                Tensor b = y.get(1).times(y.get(1)).times(3e7);
                Tensor c = y.get(1).times(y.get(2)).times(1e4);
                return Tensor.concatenate(c.minus(a), a.minus(c).minus(b), y.sum().minus(1));
              },
              TimeSpan.of(0, 4e5),
              1,
              0,
              0)
          .withMass(MassMatrix.diagonal(1, 1, 0));

  private static final double[] RESISTORS = {
    1000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000
  };

  /// The transistor amplifier of the test set for IVP solvers: its matrix is not diagonal.
  private static final OdeProblem AMPLIFIER =
      OdeProblem.of(AlgebraicTest::amplifier, TimeSpan.of(0, 0.2), 0, 3, 3, 6, 3, 3, 6, 0)
          .withMass(capacitors());

  private static final double[] AMPLIFIED = {
    -5.5621450122622744445E-3,
    3.0065224719030426673E+0,
    2.8499587886081285074E+0,
    2.9264225362062415090E+0,
    2.7046178650105545907E+0,
    2.7618377783931440545E+0,
    4.7709276316167721558E+0,
    1.2369958680915475497E+0
  };

  private static MassMatrix capacitors() {
    double[][] m = new double[8][8];
    double[] c = {1e-6, 2e-6, 3e-6, 4e-6, 5e-6};
    int[] pairs = {0, 3, 6};
    for (int k = 0; k < 3; k++) {
      int i = pairs[k];
      m[i][i] = -c[2 * k];
      m[i][i + 1] = c[2 * k];
      m[i + 1][i] = c[2 * k];
      m[i + 1][i + 1] = -c[2 * k];
    }
    m[2][2] = -c[1];
    m[5][5] = -c[3];
    return MassMatrix.of(m);
  }

  private static Tensor current(Tensor voltage) {
    return voltage.dividedBy(0.026).exp().minus(1).times(1e-6);
  }

  private static Tensor amplifier(Tensor t, Tensor y, dev.odeon.nn.trace.Parameters p) {
    double[] r = RESISTORS;
    double alpha = 0.99;
    Tensor first = current(y.get(1).minus(y.get(2)));
    Tensor second = current(y.get(4).minus(y.get(5)));
    Tensor input = t.times(200 * Math.PI).sin().times(0.1);
    return Tensor.concatenate(
        y.get(0).minus(input).dividedBy(r[0]),
        y.get(1)
            .dividedBy(r[1])
            .plus(y.get(1).minus(6).dividedBy(r[2]))
            .plus(first.times(1 - alpha)),
        y.get(2).dividedBy(r[3]).minus(first),
        y.get(3).minus(6).dividedBy(r[4]).plus(first.times(alpha)),
        y.get(4)
            .dividedBy(r[5])
            .plus(y.get(4).minus(6).dividedBy(r[6]))
            .plus(second.times(1 - alpha)),
        y.get(5).dividedBy(r[7]).minus(second),
        y.get(6).minus(6).dividedBy(r[8]).plus(second.times(alpha)),
        y.get(7).dividedBy(r[9]));
  }

  private static Solution solve(OdeProblem problem, String method, StepControl control) {
    return new OdeSolver(new ReferenceBackend(), 1)
        .run(problem, Methods.named(method), control, SaveAt.end(problem.span()));
  }

  private static double[] end(Solution solution) {
    assertTrue(solution.isSuccess(), () -> solution.outcome(0).message());
    double[] states = new double[solution.stateCount()];
    solution.copyStates(states);
    return states;
  }

  /// Largest error in units of `relative |y| + absolute`.
  private static double error(
      double[] expected, double[] actual, double relative, double absolute) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      double scale = relative * Math.abs(expected[i]) + absolute;
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]) / scale);
    }
    return worst;
  }

  @ParameterizedTest
  @CsvSource({
    "rodas4, 1e-4", "rodas4, 1e-7", "rodas5p, 1e-4", "rodas5p, 1e-7", "radau5, 1e-4",
    "radau5, 1e-8", "kvaerno3, 1e-4", "kvaerno4, 1e-5", "kvaerno5, 1e-4", "kvaerno5, 1e-7",
    "kencarp4, 1e-5", "trbdf2, 1e-4", "bdf, 1e-4", "bdf, 1e-7"
  })
  void robertsonWithConservationInsteadOfAnEquation(String method, double tolerance) {
    Tolerances tolerances = Tolerances.of(tolerance, tolerance * 1e-6);
    double[] expected = {4.93827452097981556E-3, 1.98499408795437544E-8, 9.95061705629079305E-1};
    double[] actual = end(solve(ROBERTSON, method, StepControl.adaptive(tolerances)));
    double error = error(expected, actual, tolerance, tolerance * 1e-6);
    assertTrue(error <= 50, method + " ends " + error + " tolerances off");
    assertEquals(1, actual[0] + actual[1] + actual[2], 1e-12, "the algebraic equation");
  }

  @ParameterizedTest
  @CsvSource({
    "rodas4, 1e-4", "rodas4, 1e-6", "rodas5p, 1e-4", "rodas5p, 1e-6", "radau5, 1e-4",
    "radau5, 1e-7", "kvaerno3, 1e-4", "kvaerno4, 1e-5", "kvaerno5, 1e-4", "kvaerno5, 1e-7",
    "kencarp4, 1e-5", "trbdf2, 1e-4", "bdf, 1e-4", "bdf, 1e-6"
  })
  void theTransistorAmplifier(String method, double tolerance) {
    StepControl control = StepControl.adaptive(Tolerances.of(tolerance, tolerance));
    double error = error(AMPLIFIED, end(solve(AMPLIFIER, method, control)), tolerance, tolerance);
    assertTrue(error <= 50, method + " ends " + error + " tolerances off");
  }

  /// Both rows hold the derivative of the sum: `s' = -s`, and their difference is `y1 - y2 = sin
  /// t`.
  private static final VectorField SUM_AND_DIFFERENCE =
      (t, y, p) -> {
        Tensor decay = y.sum().negate();
        Tensor constraint = y.get(0).minus(y.get(1)).minus(t.sin());
        return Tensor.concatenate(decay, decay.plus(constraint));
      };

  private static final MassMatrix ONES = MassMatrix.of(new double[][] {{1, 1}, {1, 1}});

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rodas4",
        "rodas5p",
        "radau5",
        "kvaerno3",
        "kvaerno4",
        "kvaerno5",
        "kencarp4",
        "trbdf2",
        "bdf"
      })
  void statesWithinStepsFollowTheClosedForm(String method) {
    double[] times = {0, 0.37, 0.5, 1.234, 1.9, 2};
    OdeProblem problem = OdeProblem.of(SUM_AND_DIFFERENCE, TimeSpan.of(0, 2), 3, -1).withMass(ONES);
    Solution solution =
        new OdeSolver(new ReferenceBackend(), 1)
            .run(
                problem,
                Methods.named(method),
                StepControl.adaptive(Tolerances.of(1e-7, 1e-7)),
                SaveAt.times(times));
    double[] states = end(solution);
    for (int k = 0; k < times.length; k++) {
      double sum = 2 * Math.exp(-times[k]);
      double difference = Math.sin(times[k]);
      double[] expected = {(sum + difference) / 2, (sum - difference) / 2};
      double[] actual = {states[2 * k], states[2 * k + 1]};
      assertArrayEquals(expected, actual, k == 0 ? 1e-14 : 1e-5, method + " at " + times[k]);
    }
  }

  /// `M y' = M A y` is `y' = A y`.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rosenbrock23",
        "rodas5p",
        "radau5",
        "kvaerno5",
        "trbdf2",
        "implicit_euler",
        "bdf"
      })
  void aRegularMatrixChangesNothing(String method) {
    VectorField plain =
        (t, y, p) ->
            Tensor.concatenate(
                y.get(1).minus(y.get(0).times(3)), y.get(0).minus(y.get(1).times(y.get(1))));
    VectorField weighted =
        (t, y, p) -> {
          Tensor f = plain.apply(t, y, p);
          return Tensor.concatenate(
              f.get(0).times(2).plus(f.get(1)), f.get(0).plus(f.get(1).times(3)));
        };
    TimeSpan span = TimeSpan.of(0, 2);
    MassMatrix matrix = MassMatrix.of(new double[][] {{2, 1}, {1, 3}});
    StepControl control = StepControl.fixed(20);
    double[] expected = end(solve(OdeProblem.of(plain, span, 1, 2), method, control));
    OdeProblem problem = OdeProblem.of(weighted, span, 1, 2).withMass(matrix);
    assertArrayEquals(expected, end(solve(problem, method, control)), 1e-12);
  }

  @Test
  void aTrajectoryHasTheSameBitsInAnyBatch() {
    FieldGraph field = FieldGraph.trace("sum_and_difference", SUM_AND_DIFFERENCE, 2).withMass(ONES);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-6, 1e-6));
    TimeSpan span = TimeSpan.of(0, 2);
    double[] many = new double[2 * 70];
    for (int lane = 0; lane < 70; lane++) {
      many[lane] = 1 + 0.1 * lane;
      many[70 + lane] = 2 - 0.3 * lane;
    }
    double[] batch = end(solve(OdeProblem.ensemble(field, span, 70, many), "rodas5p", control));
    for (int lane : new int[] {0, 63, 64, 69}) {
      double[] start = {many[lane], many[70 + lane]};
      double[] alone = end(solve(OdeProblem.of(field, span, start), "rodas5p", control));
      assertArrayEquals(alone, new double[] {batch[lane], batch[70 + lane]}, 0.0, "lane " + lane);
    }
  }

  /// The event sets the first component; the second follows its equation from there.
  @Test
  void aStateChangedByAnEventIsMadeConsistent() {
    Event refill =
        Event.of("refill", (t, y, p) -> y.get(0).minus(0.5))
            .changing((t, y, p) -> Tensor.concatenate(y.get(0).plus(0.5), y.get(1)));
    OdeProblem problem =
        OdeProblem.of(
                (t, y, p) -> Tensor.concatenate(y.get(1).negate(), y.get(1).minus(y.get(0))),
                TimeSpan.of(0, 1),
                1,
                1)
            .withMass(MassMatrix.diagonal(1, 0))
            .withEvents(refill);
    double expected = 2 * Math.exp(-1);
    for (String method : new String[] {"rodas5p", "radau5", "kvaerno5", "bdf"}) {
      double[] actual =
          end(solve(problem, method, StepControl.adaptive(Tolerances.of(1e-9, 1e-9))));
      assertArrayEquals(new double[] {expected, expected}, actual, 1e-7, method);
    }
  }

  /// Of `y1' = y2, 0 = y1 - sin t` the second component is a derivative: index 2. `0 = y2^2 + 1`
  /// has no solution.
  @Test
  void aStartThatCannotBeMadeConsistentIsAnOutcome() {
    VectorField indexTwo = (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).minus(t.sin()));
    VectorField noRoot =
        (t, y, p) -> Tensor.concatenate(y.get(1), y.get(1).times(y.get(1)).plus(1));
    for (VectorField field : new VectorField[] {indexTwo, noRoot}) {
      OdeProblem problem =
          OdeProblem.of(field, TimeSpan.of(0, 1), 0, 1).withMass(MassMatrix.diagonal(1, 0));
      Solution solution =
          solve(problem, "rodas5p", StepControl.adaptive(Tolerances.of(1e-6, 1e-6)));
      Outcome.InconsistentStart outcome =
          assertInstanceOf(Outcome.InconsistentStart.class, solution.outcome(0));
      assertEquals(
          "no state near the given one satisfies the algebraic equations at t = 0.0",
          outcome.message());
      assertTrue(outcome.remedy().contains("index above 1"), outcome.remedy());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tsit5",
        "auto",
        "rkc",
        "stormer_verlet",
        "rosenbrock23",
        "hipparchus:dormand_prince_54",
        "adams_moulton"
      })
  void otherMethodsRefuseASingularMatrix(String method) {
    OdeProblem problem = OdeProblem.of(SUM_AND_DIFFERENCE, TimeSpan.of(0, 1), 1, 1).withMass(ONES);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-6, 1e-6));
    StepControl fixed = StepControl.fixed(10);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> solve(problem, method, method.equals("stormer_verlet") ? fixed : control))
            .getMessage();
    assertTrue(
        message.startsWith(
            "method '" + method + "' does not take the mass matrix of 2 rows, singular"),
        message);
    assertTrue(message.endsWith("use rodas5p, rodas4, kvaerno5, radau5 or bdf"), message);
  }

  @Test
  void aMatrixOfAnotherDimensionIsRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> AMPLIFIER.withMass(MassMatrix.diagonal(1, 0)))
            .getMessage();
    assertEquals("field field: mass matrix of 2 rows, singular for a state of length 8", message);
  }
}
