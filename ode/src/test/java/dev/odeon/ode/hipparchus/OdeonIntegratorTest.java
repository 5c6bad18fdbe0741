package dev.odeon.ode.hipparchus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Nystrom;
import dev.odeon.ode.method.Splitting;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.solvers.BracketedUnivariateSolver;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.ode.DenseOutputModel;
import org.hipparchus.ode.ExpandableODE;
import org.hipparchus.ode.ODEIntegrator;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.ODEStateAndDerivative;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.SecondaryODE;
import org.hipparchus.ode.events.Action;
import org.hipparchus.ode.events.AdaptableInterval;
import org.hipparchus.ode.events.ODEEventDetector;
import org.hipparchus.ode.events.ODEEventHandler;
import org.hipparchus.ode.sampling.StepNormalizer;
import org.hipparchus.ode.sampling.StepNormalizerBounds;
import org.hipparchus.ode.sampling.StepNormalizerMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OdeonIntegratorTest {
  private static OdeonIntegrator tsit5(double tolerance) {
    return new OdeonIntegrator(
        Tsit5.METHOD, StepControl.adaptive(Tolerances.of(tolerance, tolerance)));
  }

  /// x'' = -x.
  private static OrdinaryDifferentialEquation oscillator() {
    return new OrdinaryDifferentialEquation() {
      @Override
      public int getDimension() {
        return 2;
      }

      @Override
      public double[] computeDerivatives(double t, double[] y) {
        return new double[] {y[1], -y[0]};
      }
    };
  }

  /// Problem 2 of Hipparchus's tests: y' = t^3 - t y.
  private static OrdinaryDifferentialEquation second() {
    return new OrdinaryDifferentialEquation() {
      @Override
      public int getDimension() {
        return 1;
      }

      @Override
      public double[] computeDerivatives(double t, double[] y) {
        return new double[] {t * t * t - t * y[0]};
      }
    };
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-5, 1e-8, 1e-11})
  void hipparchusProblemTwoHasItsClosedForm(double tolerance) {
    ODEStateAndDerivative end =
        tsit5(tolerance).integrate(second(), new ODEState(0, new double[] {0}), 1);
    assertEquals(1, end.getTime());
    double exact = 1 + 2 * (Math.exp(-0.5) - 1);
    assertEquals(exact, end.getPrimaryState()[0], 10 * tolerance);
    assertEquals(1 - exact, end.getPrimaryDerivative()[0], 20 * tolerance);
  }

  @Test
  void stepsHaveTheBitsOfTheMethodOnLanes() {
    FieldGraph field =
        FieldGraph.trace(
            "oscillator", (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).negate()), 2);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-7, 1e-7));
    for (LaneMethod method : List.of(Tsit5.METHOD, HipparchusTableaus.DORMAND_PRINCE_54)) {
      double[] traced =
          new LaneIntegrator(
                  field,
                  method,
                  control,
                  TimeSpan.of(0, 7),
                  SaveAt.times(7),
                  Backends.preferred(),
                  1)
              .run(new double[] {1, 0}, new double[0][], 1, Recording.NONE)
              .solution()
              .state(0, 0);
      double[] driven =
          new OdeonIntegrator(method, control)
              .integrate(oscillator(), new ODEState(0, new double[] {1, 0}), 7)
              .getPrimaryState();
      assertArrayEquals(traced, driven, 0, method + ": the same steps on both roads");
    }
  }

  @Test
  void backwardsAndDenseOutput() {
    OdeonIntegrator integrator = tsit5(1e-9);
    DenseOutputModel model = new DenseOutputModel();
    integrator.addStepHandler(model);
    integrator.integrate(
        oscillator(), new ODEState(5, new double[] {Math.sin(5), Math.cos(5)}), -1);
    for (double t = -1; t <= 5; t += 0.37) {
      ODEStateAndDerivative state = model.getInterpolatedState(t);
      assertEquals(Math.sin(t), state.getPrimaryState()[0], 1e-7, "state at " + t);
      assertEquals(-Math.sin(t), state.getPrimaryDerivative()[1], 1e-5, "derivative at " + t);
    }
  }

  @Test
  void samplesComeAtEqualTimes() {
    OdeonIntegrator integrator = tsit5(1e-9);
    List<Double> times = new ArrayList<>();
    integrator.addStepHandler(
        new StepNormalizer(
            0.25,
            (state, last) -> {
              times.add(state.getTime());
              assertEquals(Math.sin(state.getTime()), state.getPrimaryState()[0], 1e-7);
            },
            StepNormalizerMode.MULTIPLES,
            StepNormalizerBounds.BOTH));
    integrator.integrate(oscillator(), new ODEState(0, new double[] {0, 1}), 3);
    assertEquals(13, times.size());
    assertEquals(1.75, times.get(7));
  }

  /// Detects g = y0.
  private record Crossing(ODEEventHandler handler) implements ODEEventDetector {
    @Override
    public AdaptableInterval getMaxCheckInterval() {
      return (state, forward) -> 0.1;
    }

    @Override
    public int getMaxIterationCount() {
      return 100;
    }

    @Override
    public BracketedUnivariateSolver<UnivariateFunction> getSolver() {
      return new BracketingNthOrderBrentSolver(0, 1e-13, 0, 5);
    }

    @Override
    public ODEEventHandler getHandler() {
      return handler;
    }

    @Override
    public double g(ODEStateAndDerivative state) {
      return state.getPrimaryState()[0];
    }
  }

  /// Problem 4 of Hipparchus's tests: x'' = -x that bounces at x = 0; its solution is |sin(t + a)|.
  @Test
  void hipparchusProblemFourBounces() {
    double a = 1.2;
    List<Double> bounces = new ArrayList<>();
    OdeonIntegrator integrator = tsit5(1e-10);
    integrator.addEventDetector(
        new Crossing(
            new ODEEventHandler() {
              @Override
              public Action eventOccurred(
                  ODEStateAndDerivative state, ODEEventDetector detector, boolean increasing) {
                if (increasing) {
                  return Action.CONTINUE;
                }
                bounces.add(state.getTime());
                return Action.RESET_STATE;
              }

              @Override
              public ODEState resetState(ODEEventDetector detector, ODEStateAndDerivative state) {
                double[] y = state.getPrimaryState();
                return new ODEState(state.getTime(), new double[] {Math.abs(y[0]), Math.abs(y[1])});
              }
            }));
    ODEStateAndDerivative end =
        integrator.integrate(
            oscillator(), new ODEState(0, new double[] {Math.sin(a), Math.cos(a)}), 12);
    assertEquals(4, bounces.size(), "bounces at k pi - a for k = 1..4");
    for (int k = 1; k <= 4; k++) {
      assertEquals(k * Math.PI - a, bounces.get(k - 1), 1e-8, "bounce " + k);
    }
    assertEquals(Math.abs(Math.sin(12 + a)), end.getPrimaryState()[0], 1e-8);
  }

  @Test
  void anEventStops() {
    OdeonIntegrator integrator = tsit5(1e-10);
    integrator.addEventDetector(new Crossing((state, detector, increasing) -> Action.STOP));
    ODEStateAndDerivative end =
        integrator.integrate(oscillator(), new ODEState(0, new double[] {1, 0}), 10);
    assertEquals(Math.PI / 2, end.getTime(), 1e-9);
  }

  /// The integral of x over the time beside x itself.
  @Test
  void secondaryEquationsAreIntegratedAlong() {
    ExpandableODE equations = new ExpandableODE(oscillator());
    equations.addSecondaryEquations(
        new SecondaryODE() {
          @Override
          public int getDimension() {
            return 1;
          }

          @Override
          public double[] computeDerivatives(
              double t, double[] primary, double[] primaryDot, double[] secondary) {
            return new double[] {primary[0]};
          }
        });
    ODEState start = new ODEState(0, new double[] {1, 0}, new double[][] {{0}});
    ODEStateAndDerivative end = tsit5(1e-9).integrate(equations, start, 2);
    assertEquals(Math.sin(2), end.getSecondaryState(1)[0], 1e-8);
  }

  @Test
  void splittingsAndNystromMethodsCannotReadJavaCode() {
    for (LaneMethod method : List.of(Splitting.YOSHIDA_6, Nystrom.DORMAND_PRINCE_NYSTROM_64)) {
      ODEIntegrator integrator = new OdeonIntegrator(method, StepControl.fixed(100));
      assertThrows(
          IllegalArgumentException.class,
          () -> integrator.integrate(oscillator(), new ODEState(0, new double[] {1, 0}), 1));
    }
  }

  /// Robertson's kinetics as Java code: Jacobians by differences. Reference in 33 digits.
  @Test
  void aStiffMethodIntegratesJavaCode() {
    OrdinaryDifferentialEquation robertson =
        new OrdinaryDifferentialEquation() {
          @Override
          public int getDimension() {
            return 3;
          }

          @Override
          public double[] computeDerivatives(double t, double[] y) {
            double a = 0.04 * y[0];
            double b = 3e7 * y[1] * y[1];
            double c = 1e4 * y[1] * y[2];
            return new double[] {c - a, a - c - b, b};
          }
        };
    OdeonIntegrator integrator =
        new OdeonIntegrator(Bdf.METHOD, StepControl.adaptive(Tolerances.of(1e-7, 1e-13)));
    ODEStateAndDerivative end =
        integrator.integrate(robertson, new ODEState(0, new double[] {1, 0, 0}), 40);
    double[] expected = {7.15827068719405090E-1, 9.18553476455776390E-6, 2.84163745745830352E-1};
    for (int i = 0; i < 3; i++) {
      assertEquals(expected[i], end.getPrimaryState()[i], 5e-6 * expected[i], "component " + i);
    }
    assertTrue(integrator.getEvaluations() < 5000, "evaluations " + integrator.getEvaluations());
  }

  @Test
  void anExceptionOfTheEquationsIsTheCause() {
    IllegalStateException own = new IllegalStateException("no air up there");
    OrdinaryDifferentialEquation failing =
        new OrdinaryDifferentialEquation() {
          @Override
          public int getDimension() {
            return 1;
          }

          @Override
          public double[] computeDerivatives(double t, double[] y) {
            if (t > 0.5) {
              throw own;
            }
            return new double[] {1};
          }
        };
    MathIllegalStateException failure =
        assertThrows(
            MathIllegalStateException.class,
            () -> tsit5(1e-6).integrate(failing, new ODEState(0, new double[] {0}), 1));
    assertSame(own, failure.getCause());
    assertTrue(failure.getMessage().contains("t = 0.49999999"), failure.getMessage());
  }

  @Test
  void theLimitOfStepsIsKept() {
    StepControl few =
        new StepControl.Adaptive(
            Tolerances.of(1e-9, 1e-9), dev.odeon.ode.control.Controller.PI, 10);
    OdeonIntegrator integrator = new OdeonIntegrator(Tsit5.METHOD, few);
    MathIllegalStateException failure =
        assertThrows(
            MathIllegalStateException.class,
            () -> integrator.integrate(oscillator(), new ODEState(0, new double[] {1, 0}), 100));
    assertTrue(failure.getMessage().contains("limit of 10 steps"), failure.getMessage());
  }

  @Test
  void endsThatAreNotFiniteAreRefused() {
    for (double end : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> tsit5(1e-6).integrate(oscillator(), new ODEState(0, new double[] {1, 0}), end));
    }
  }
}
