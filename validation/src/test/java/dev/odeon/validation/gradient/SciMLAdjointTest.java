package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.AdjointSettings;
import dev.odeon.adjoint.Sensitivity;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.DormandPrince853;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core3/adjoint.jl`.
class SciMLAdjointTest {
  private static final double[] P = {1.5, 1, 3, 1};

  /// `fb`: Lotka-Volterra whose interaction grows with time.
  private static final Differentiated MODULATED =
      new Differentiated(
          (t, y, q) -> {
            Tensor p = q.get("p");
            Tensor both = y.get(0).times(y.get(1)).times(t);
            return Tensor.concatenate(
                p.get(0).times(y.get(0)).minus(p.get(1).times(both)),
                p.get(3).times(both).minus(p.get(2).times(y.get(1))));
          },
          DormandPrince853.METHOD,
          StepControl.adaptive(Tolerances.of(1e-13, 1e-13)),
          TimeSpan.of(0, 10),
          SaveAt.linspace(0, 10, 21),
          new double[] {1, 1},
          P);

  private static UnaryOperator<double[]> quadratic(double target) {
    return states -> Arrays.stream(states).map(u -> u - target).toArray();
  }

  /// The gradients were computed from the variational equations with 33 digits.
  @Test
  void modulatedLotkaVolterraHasTheKnownGradients() {
    for (Sensitivity sensitivity : Differentiated.all()) {
      Differentiated.Gradient two = MODULATED.gradient(sensitivity, quadratic(2));
      double[] ofTwo = {
        1.3156719526766282458e1,
        -1.6810514043534893105e1,
        7.7027081314143658206,
        -2.5639475859684280780e1
      };
      assertArrayEquals(ofTwo, two.p(), 1e-8, sensitivity.toString());
      double[] start = {2.1196566979224944912e-1, -1.7191005070736325998e1};
      assertArrayEquals(start, two.initial(), 1e-8, sensitivity.toString());
      Differentiated.Gradient one = MODULATED.gradient(sensitivity, quadratic(1));
      double[] ofOne = {
        2.5997206371903691624e1,
        -2.7764629583588909031e1,
        1.2877341990920110539e1,
        -3.9027982089207404391e1
      };
      assertArrayEquals(ofOne, one.p(), 1e-8, sensitivity.toString());
    }
  }

  @Test
  void allAdjointsAgree() {
    double[] discrete = MODULATED.gradient(new Sensitivity.Discrete(), quadratic(2)).p();
    for (Sensitivity sensitivity : Differentiated.all()) {
      double[] p = MODULATED.gradient(sensitivity, quadratic(2)).p();
      for (int i = 0; i < 4; i++) {
        double allowed = 1e-9 * Math.abs(discrete[i]);
        assertEquals(discrete[i], p[i], allowed, sensitivity + ", parameter " + i);
      }
    }
  }

  /// Checkpoints far apart are less good than close ones, but still good here.
  @Test
  void checkpointsOfBacksolveMayLieApart() {
    UnaryOperator<double[]> last =
        states -> {
          double[] w = new double[states.length];
          w[states.length - 2] = 1;
          w[states.length - 1] = -1;
          return w;
        };
    double[] expected =
        MODULATED.savingAt(SaveAt.times(10)).gradient(new Sensitivity.Gauss(), last).p();
    for (int count : new int[] {5, 10, 500}) {
      Differentiated checked = MODULATED.savingAt(SaveAt.linspace(0, 10, count + 1));
      double[] p = checked.gradient(new Sensitivity.Backsolve(), last).p();
      assertArrayEquals(expected, p, 1e-7, count + " checkpoints");
    }
  }

  /// u' = -u + tanh(W u) to t = 40: solved backwards without checkpoints, u leaves its trajectory.
  @Test
  void uncheckedBacksolveIsWrongWhereTheTrajectoryForgets() {
    Differentiated net =
        new Differentiated(
            (t, y, q) ->
                y.negate()
                    .plus(
                        q.get("p")
                            .reshape(Shape.of(2, 2))
                            .matmul(y.reshape(Shape.of(2, 1)))
                            .reshape(Shape.of(2))
                            .tanh()),
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-8, 1e-10)),
            TimeSpan.of(0, 40),
            SaveAt.times(40),
            new double[] {1, 0.5},
            new double[] {0.9, 0.1, 0.1, -0.8});
    Differentiated checked = net.savingAt(SaveAt.linspace(1, 40, 40));
    Sensitivity backsolve = new Sensitivity.Backsolve();
    UnaryOperator<double[]> sum =
        states -> {
          double[] w = new double[states.length];
          w[states.length - 2] = 1;
          w[states.length - 1] = 1;
          return w;
        };
    double[] good = checked.gradient(new Sensitivity.Interpolating(), sum).p();
    double[] often = checked.gradient(backsolve, sum).p();
    double[] bad = net.gradient(backsolve, sum).p();
    double worst = 0;
    double scale = Arrays.stream(good).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < 4; i++) {
      assertEquals(good[i], often[i], 1e-3 * scale, "checkpoints every unit of time keep it");
      worst = Math.max(worst, Math.abs(bad[i] - good[i]) / scale);
    }
    assertTrue(worst > 1, "without checkpoints nothing of it is right: " + worst);
  }

  @Test
  void looseQuadratureIsSeen() {
    Sensitivity loose = new Sensitivity.Quadrature(AdjointSettings.DEFAULT, Tolerances.of(0.1, 1));
    Sensitivity one = new Sensitivity.Gauss(AdjointSettings.DEFAULT, 1);
    double[] expected = MODULATED.gradient(new Sensitivity.Gauss(), quadratic(2)).p();
    double[] few = MODULATED.gradient(one, quadratic(2)).p();
    assertArrayEquals(expected, MODULATED.gradient(loose, quadratic(2)).p(), 0.1);
    double worst = 0;
    for (int i = 0; i < 4; i++) {
      worst = Math.max(worst, Math.abs(few[i] - expected[i]));
    }
    assertTrue(worst > 1e-6, "one node a step cannot be exact: " + worst);
  }
}
