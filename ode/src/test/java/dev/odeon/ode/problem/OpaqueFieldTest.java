package dev.odeon.ode.problem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.DerivativeMode;
import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpaqueFieldTest {
  private static final FieldGraph SPIRAL =
      OpaqueField.graph(
          "spiral",
          2,
          (t, y, dy) -> {
            dy[0] = -0.1 * y[0] * y[0] * y[0] + 2 * Math.sin(y[1]);
            dy[1] = -2 * y[0] - 0.1 * y[1] * t;
          });

  @Test
  void itsJacobianIsThatOfTheCode() {
    double[][] out = {new double[4]};
    double[] y = {1.3, -0.4};
    new ReferenceBackend()
        .compile(Derivatives.jacobian(SPIRAL.graph(), 1, 0))
        .run(new double[][] {{0.7}, y}, out, 1);
    double[] exact = {-0.3 * y[0] * y[0], 2 * Math.cos(y[1]), -2, -0.07};
    for (int i = 0; i < 4; i++) {
      assertEquals(exact[i], out[0][i], 1e-9, "entry " + i);
    }
  }

  @Test
  void aJacobianThatIsGivenIsTaken() {
    AtomicLong calls = new AtomicLong();
    FieldGraph field =
        OpaqueField.graph(
            "kinetics",
            2,
            (t, y, dy) -> {
              dy[0] = -1e4 * (y[0] - Math.cos(t)) + y[1];
              dy[1] = y[0] * y[1];
            },
            (t, y, jacobian) -> {
              calls.incrementAndGet();
              jacobian[0][0] = -1e4;
              jacobian[0][1] = 1;
              jacobian[1][0] = y[1];
              jacobian[1][1] = y[0];
            });
    double[][] out = {new double[4]};
    double[] y = {1.3, -0.4};
    for (DerivativeMode mode : DerivativeMode.values()) {
      new ReferenceBackend()
          .compile(Derivatives.jacobian(field.graph(), 1, 0, mode))
          .run(new double[][] {{0.7}, y}, out, 1);
      assertArrayEquals(new double[] {-1e4, 1, -0.4, 1.3}, out[0], 0.0, mode.toString());
    }
    double[][] slope = {new double[2]};
    new ReferenceBackend()
        .compile(Derivatives.jacobian(field.graph(), 0, 0))
        .run(new double[][] {{0.7}, y}, slope, 1);
    assertEquals(-1e4 * Math.sin(0.7), slope[0][0], 1e-4, "for the time");
    assertTrue(calls.get() <= 3, "the matrix of a point is kept: " + calls);
    TimeSpan span = TimeSpan.of(0, 1);
    for (String method : List.of("rodas5p", "bdf", "kvaerno5")) {
      Solution solution =
          OdeSolver.solve(
              OdeProblem.ensemble(field, span, 1, new double[] {1, 0.1}),
              Methods.named(method),
              StepControl.adaptive(Tolerances.of(1e-8, 1e-8)),
              SaveAt.end(span));
      assertTrue(solution.isSuccess(), method + ": " + solution.outcome(0).message());
      assertEquals(Math.cos(1), solution.state(0, 0, 0), 2e-4, method);
      assertTrue(solution.stats(0).accepted() < 2000, method + ": " + solution.stats(0));
    }
  }

  @Test
  void componentsOfFarDifferentSizesHaveDerivatives() {
    FieldGraph field =
        OpaqueField.graph(
            "sizes",
            3,
            (t, y, dy) -> {
              dy[0] = y[1] * y[1] * 3e7;
              dy[1] = y[0] * y[2];
              dy[2] = 0;
            });
    double[][] out = {new double[9]};
    new ReferenceBackend()
        .compile(Derivatives.jacobian(field.graph(), 1, 0))
        .run(new double[][] {{0}, {1, 3.6e-5, 1e9}}, out, 1);
    assertEquals(2 * 3.6e-5 * 3e7, out[0][1], 1e-2, "d dy0 / d y1, cancelled by y2");
    assertEquals(1e9, out[0][3], 1, "d dy1 / d y0");
  }

  @Test
  void ensemblesAndStiffMethodsRunIt() {
    TimeSpan span = TimeSpan.of(0, 1);
    int lanes = 70;
    double[] initial = new double[2 * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 1 + 0.01 * lane;
    }
    OdeProblem problem = OdeProblem.ensemble(SPIRAL, span, lanes, initial);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-9, 1e-9));
    Solution explicit = OdeSolver.solve(problem, Tsit5.METHOD, control, SaveAt.end(span), 2);
    Solution implicit = OdeSolver.solve(problem, Bdf.METHOD, control, SaveAt.end(span), 2);
    for (int lane = 0; lane < lanes; lane++) {
      for (int i = 0; i < 2; i++) {
        assertEquals(explicit.state(lane, 0)[i], implicit.state(lane, 0)[i], 1e-6, "lane " + lane);
      }
    }
  }

  @Test
  void anExceptionEndsTheTrajectoryNotTheRun() {
    FieldGraph failing =
        OpaqueField.graph(
            "failing",
            1,
            (t, y, dy) -> {
              if (y[0] > 2) {
                throw new IllegalStateException("above two");
              }
              dy[0] = 1;
            });
    TimeSpan span = TimeSpan.of(0, 1);
    OdeProblem problem = OdeProblem.ensemble(failing, span, 2, new double[] {0, 1.5});
    Solution solution =
        OdeSolver.solve(
            problem,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-6, 1e-6)),
            SaveAt.end(span));
    assertTrue(solution.outcome(0).isSuccess());
    Outcome.FieldFailed end = assertInstanceOf(Outcome.FieldFailed.class, solution.outcome(1));
    assertEquals(0.5, end.t(), 1e-9, "where the field begins to fail");
    assertTrue(end.cause().contains("IllegalStateException: above two"), end.cause());
    assertTrue(end.cause().contains("OpaqueFieldTest.java"), end.cause());
    assertTrue(end.cause().contains("y = [2.0"), end.cause());
  }

  @Test
  void anExceptionAtTheStartIsTold() {
    FieldGraph failing =
        OpaqueField.graph(
            "failing",
            1,
            (t, y, dy) -> {
              if (y[0] > 2) {
                throw new IllegalStateException("above two");
              }
              dy[0] = 1;
            });
    TimeSpan span = TimeSpan.of(0, 1);
    OdeProblem problem = OdeProblem.ensemble(failing, span, 3, new double[] {0, 2.5, 0.5});
    Solution solution =
        OdeSolver.solve(
            problem,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-6, 1e-6)),
            SaveAt.end(span));
    assertTrue(solution.outcome(0).isSuccess(), solution.outcome(0).message());
    assertTrue(solution.outcome(2).isSuccess(), solution.outcome(2).message());
    Outcome.FieldFailed end = assertInstanceOf(Outcome.FieldFailed.class, solution.outcome(1));
    assertEquals(0, end.t(), "the start");
    assertTrue(end.cause().contains("above two") && end.cause().contains("[2.5]"), end.cause());
  }

  @Test
  void aDimensionBelowOneIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> OpaqueField.graph("none", 0, (t, y, dy) -> {}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rodas5p", "radau5", "bdf"})
  void anExceptionOfTheJacobianIsTold(String method) {
    FieldGraph field =
        OpaqueField.graph(
            "growth",
            1,
            (t, y, derivative) -> derivative[0] = y[0],
            (t, y, jacobian) -> {
              throw new IllegalStateException("no matrix");
            });
    Outcome outcome =
        OdeSolver.solve(
                OdeProblem.of(field, TimeSpan.of(0, 1), new double[] {1}),
                Methods.named(method),
                StepControl.adaptive(Tolerances.DEFAULT),
                SaveAt.times(1))
            .outcome(0);
    assertTrue(outcome instanceof Outcome.FieldFailed, outcome.toString());
    assertTrue(outcome.toString().contains("no matrix"), outcome.toString());
  }
}
