package dev.odeon.validation.orbit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.DiscreteAdjoint;
import dev.odeon.adjoint.ForwardSensitivity;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.hipparchus.HipparchusEquations;
import dev.odeon.ode.hipparchus.HipparchusTableaus;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.FieldTracer;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.List;
import java.util.Random;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.Field;
import org.hipparchus.analysis.differentiation.Gradient;
import org.hipparchus.analysis.differentiation.GradientField;
import org.hipparchus.ode.FieldExpandableODE;
import org.hipparchus.ode.FieldODEState;
import org.hipparchus.ode.nonstiff.DormandPrince853FieldIntegrator;
import org.hipparchus.util.Binary64;
import org.hipparchus.util.Binary64Field;
import org.hipparchus.util.MathArrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One revolution of a low orbit, traced from Hipparchus code, against the same code integrated by
/// Hipparchus itself.
class OblateOrbitTest {
  private static final FieldGraph ORBIT =
      FieldTracer.of("orbit", 6)
          .perLane("mu")
          .perLane("j2")
          .trace(HipparchusEquations.of(OblateOrbit::new));

  /// Perigee at 622 km, eccentricity 0.02, inclination 51.6 degrees.
  private static final double[] START = {4949.5, 4800, 1200, -5.2, 3.1, 4.6};

  private static final double[] PARAMETERS = {OblateOrbit.MU, OblateOrbit.J2};
  private static final double PERIOD = 6000;

  /// A unit for each number, so that all have about the same size: the radius of the Earth, the
  /// velocity of a circular orbit there, and the parameters themselves.
  private static final double[] UNITS = {
    6378, 6378, 6378, 7.9, 7.9, 7.9, OblateOrbit.MU, OblateOrbit.J2
  };

  static List<ExplicitRungeKutta> methods() {
    return List.of(Tsit5.METHOD, HipparchusTableaus.DORMAND_PRINCE_54);
  }

  private static LaneIntegrator integrator(ExplicitRungeKutta method, double tolerance) {
    TimeSpan span = TimeSpan.of(0, PERIOD);
    return new LaneIntegrator(
        ORBIT,
        method,
        StepControl.adaptive(Tolerances.of(tolerance, tolerance)),
        span,
        SaveAt.end(span),
        new ReferenceBackend(),
        1);
  }

  /// The state at the end by Hipparchus, over any field.
  private static <T extends CalculusFieldElement<T>> T[] byHipparchus(
      Field<T> field, T[] start, T[] p) {
    DormandPrince853FieldIntegrator<T> integrator =
        new DormandPrince853FieldIntegrator<>(field, 1e-6, PERIOD, 1e-13, 1e-13);
    FieldODEState<T> initial = new FieldODEState<>(field.getZero(), start);
    T end = field.getZero().newInstance(PERIOD);
    return integrator
        .integrate(new FieldExpandableODE<>(new OblateOrbit<>(field, p)), initial, end)
        .getPrimaryState();
  }

  private static double[] spread(double[] values, int lanes) {
    double[] spread = new double[values.length * lanes];
    for (int i = 0; i < spread.length; i++) {
      spread[i] = values[i / lanes];
    }
    return spread;
  }

  private static double[][] parameters(int lanes) {
    return new double[][] {
      spread(new double[] {PARAMETERS[0]}, lanes), spread(new double[] {PARAMETERS[1]}, lanes)
    };
  }

  private static Binary64[] numbers(double[] values) {
    Binary64[] numbers = MathArrays.buildArray(Binary64Field.getInstance(), values.length);
    for (int i = 0; i < values.length; i++) {
      numbers[i] = new Binary64(values[i]);
    }
    return numbers;
  }

  /// Kinetic energy and potential of Vallado's equation (8-13) with J2 only, in km^2/s^2.
  private static double energy(double[] y) {
    double r2 = y[0] * y[0] + y[1] * y[1] + y[2] * y[2];
    double r = Math.sqrt(r2);
    double bulge = OblateOrbit.J2 * OblateOrbit.RADIUS * OblateOrbit.RADIUS / r2;
    double potential = OblateOrbit.MU / r * (1 - bulge * (1.5 * y[2] * y[2] / r2 - 0.5));
    return (y[3] * y[3] + y[4] * y[4] + y[5] * y[5]) / 2 - potential;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void oneRevolutionKeepsEnergyAndMomentumAboutThePole(ExplicitRungeKutta method) {
    LaneRun run = integrator(method, 1e-12).run(START, parameters(1), 1, Recording.NONE);
    assertTrue(run.solution().isSuccess(), () -> run.solution().outcome(0).message());
    double[] y = run.solution().state(0, 0);
    assertEquals(1, energy(y) / energy(START), 1e-11, "energy");
    double momentum = START[0] * START[4] - START[1] * START[3];
    assertEquals(1, (y[0] * y[4] - y[1] * y[3]) / momentum, 1e-11, "momentum");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void oneRevolutionEndsWhereHipparchusEnds(ExplicitRungeKutta method) {
    Binary64[] expected =
        byHipparchus(Binary64Field.getInstance(), numbers(START), numbers(PARAMETERS));
    LaneRun run = integrator(method, 1e-12).run(START, parameters(1), 1, Recording.NONE);
    for (int i = 0; i < 6; i++) {
      double difference = (run.solution().state(0, 0, i) - expected[i].getReal()) / UNITS[i];
      assertEquals(0, difference, 1e-11, "component " + i + ", in its unit");
    }
  }

  @Test
  void bothSensitivitiesAreTheDerivativesOfHipparchus() {
    GradientField field = GradientField.getField(8);
    Gradient[] start = MathArrays.buildArray(field, 6);
    Gradient[] p = MathArrays.buildArray(field, 2);
    for (int i = 0; i < 6; i++) {
      start[i] = Gradient.variable(8, i, START[i]);
    }
    for (int i = 0; i < 2; i++) {
      p[i] = Gradient.variable(8, 6 + i, PARAMETERS[i]);
    }
    Gradient[] end = byHipparchus(field, start, p);
    double[][] expected = new double[6][8];
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 8; j++) {
        expected[i][j] = end[i].getPartialDerivative(j) * UNITS[j] / UNITS[i];
      }
    }
    LaneIntegrator integrator = integrator(Tsit5.METHOD, 1e-13);
    assertRowsEqual(expected, backwards(integrator), "discrete adjoint");
    assertRowsEqual(expected, forwards(integrator), "forward sensitivity");
  }

  private static void assertRowsEqual(double[][] expected, double[][] actual, String what) {
    for (int i = 0; i < expected.length; i++) {
      double largest = 0;
      for (double entry : expected[i]) {
        largest = Math.max(largest, Math.abs(entry));
      }
      assertArrayEquals(
          expected[i], actual[i], 1e-9 * largest, what + ", gradient of component " + i);
    }
  }

  /// The Jacobian by one lane a row.
  private static double[][] backwards(LaneIntegrator integrator) {
    double[][] p = parameters(6);
    LaneRun run = integrator.run(spread(START, 6), p, 6, Recording.FULL);
    double[] unit = new double[36];
    for (int i = 0; i < 6; i++) {
      unit[i * 6 + i] = 1;
    }
    double[] initial = new double[36];
    double[][] gradients = new double[2][6];
    new DiscreteAdjoint(integrator).run(run, p, unit, initial, gradients);
    double[][] jacobian = new double[6][8];
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 8; j++) {
        double entry = j < 6 ? initial[j * 6 + i] : gradients[j - 6][i];
        jacobian[i][j] = entry * UNITS[j] / UNITS[i];
      }
    }
    return jacobian;
  }

  /// The Jacobian by one direction a column.
  private static double[][] forwards(LaneIntegrator integrator) {
    double[][] p = parameters(1);
    LaneRun run = integrator.run(START, p, 1, Recording.FULL);
    double[] initial = new double[6 * 8];
    double[][] tangents = new double[2][8];
    for (int j = 0; j < 6; j++) {
      initial[j * 8 + j] = UNITS[j];
    }
    tangents[0][6] = UNITS[6];
    tangents[1][7] = UNITS[7];
    double[] saved = new double[6 * 8];
    new ForwardSensitivity(integrator).run(run, p, new int[8], initial, tangents, saved);
    double[][] jacobian = new double[6][8];
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 8; j++) {
        jacobian[i][j] = saved[i * 8 + j] / UNITS[i];
      }
    }
    return jacobian;
  }

  @Test
  void anOrbitHasTheSameBitsAloneAndAmong130() {
    int lanes = 130;
    double[] starts = spread(START, lanes);
    Random random = new Random(3);
    for (int i = 0; i < starts.length; i++) {
      starts[i] *= 1 + 0.02 * random.nextDouble();
    }
    LaneIntegrator integrator = integrator(Tsit5.METHOD, 1e-7);
    LaneRun together = integrator.run(starts, parameters(lanes), lanes, Recording.NONE);
    assertTrue(together.solution().isSuccess());
    for (int lane : new int[] {0, 1, 63, 64, 100, 129}) {
      double[] start = new double[6];
      for (int i = 0; i < 6; i++) {
        start[i] = starts[i * lanes + lane];
      }
      LaneRun alone = integrator.run(start, parameters(1), 1, Recording.NONE);
      assertArrayEquals(
          alone.solution().state(0, 0), together.solution().state(lane, 0), "lane " + lane);
    }
  }
}
