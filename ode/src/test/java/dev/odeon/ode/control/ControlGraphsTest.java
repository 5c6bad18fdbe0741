package dev.odeon.ode.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.problem.Tolerances;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlGraphsTest {
  private static final int ORDER = 5;

  /// Feeds weighted errors to the law of `controller`, all of accepted steps: the sizes of the
  /// steps that follow.
  private static double[] sizes(Controller controller, double first, double... errors) {
    StepControl control = StepControl.adaptive(Tolerances.DEFAULT).withController(controller);
    int remembered = ControlGraphs.remembered(control, DType.F64).size();
    Tracer tracer = new Tracer();
    Tensor error = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Tensor h = tracer.input(TensorType.f64(), Scope.PER_LANE);
    List<Tensor> memory = new ArrayList<>();
    for (int i = 0; i < remembered; i++) {
      memory.add(tracer.input(TensorType.f64(), Scope.PER_LANE));
    }
    List<Tensor> outputs = new ArrayList<>();
    outputs.add(ControlGraphs.next(control, error, h, h, memory, ORDER));
    outputs.addAll(ControlGraphs.remember(control, error, h, memory));
    outputs.addAll(ControlGraphs.begin(control, error, DType.F64));
    var law = new ReferenceBackend().compile(tracer.graph("law", everyLane(outputs)));
    double[][] in = new double[2 + remembered][1];
    double[][] out = new double[1 + 2 * remembered][1];
    in[1][0] = 1;
    for (int i = 0; i < remembered; i++) {
      in[2 + i][0] = 1;
    }
    law.run(in, out, 1);
    for (int i = 0; i < remembered; i++) {
      in[2 + i][0] = out[1 + remembered + i][0];
    }
    in[1][0] = first;
    double[] sizes = new double[errors.length];
    for (int n = 0; n < errors.length; n++) {
      in[0][0] = errors[n];
      law.run(in, out, 1);
      sizes[n] = out[0][0];
      in[1][0] = sizes[n];
      for (int i = 0; i < remembered; i++) {
        in[2 + i][0] = out[1 + i][0];
      }
    }
    return sizes;
  }

  private static List<Tensor> everyLane(List<Tensor> outputs) {
    return outputs.stream()
        .map(
            x ->
                x.scope() == Scope.PER_LANE
                    ? x
                    : x.tracer().apply1(new dev.odeon.nn.graph.Op.LaneBroadcast(), x))
        .toList();
  }

  private static double root(double x) {
    return Math.pow(x, 1.0 / ORDER);
  }

  @Test
  void integralControlAnswersToTheLastErrorAlone() {
    double h = 0.9 / root(0.5);
    double[] expected = {h, h * 0.9 / root(0.25)};
    assertArrayEquals(expected, sizes(Controller.INTEGRAL, 1, 0.5, 0.25), 1e-14);
  }

  @Test
  void proportionalIntegralControlBeginsAsIfAfterASmallError() {
    double h = 0.9 * Math.pow(0.5, -0.7 / ORDER) * Math.pow(1e-4, 0.4 / ORDER);
    double next = h * 0.9 * Math.pow(0.25, -0.7 / ORDER) * Math.pow(0.5, 0.4 / ORDER);
    assertArrayEquals(new double[] {h, next}, sizes(Controller.PI, 1, 0.5, 0.25), 1e-14);
  }

  @Test
  void thePidFilterAnswersToThreeErrors() {
    double[] errors = {0.5, 0.25, 0.125};
    double[] before = {1, 1, 0.5, 0.25, 0.125};
    double[] expected = new double[3];
    double h = 1;
    for (int n = 0; n < 3; n++) {
      double product =
          Math.pow(errors[n], 1.0 / 18)
              * Math.pow(before[n + 1], 1.0 / 9)
              * Math.pow(before[n], 1.0 / 18);
      h *= 0.9 / root(product);
      expected[n] = h;
    }
    assertArrayEquals(expected, sizes(Controller.PID, 1, errors), 1e-14);
  }

  @Test
  void aFilterAnswersToTheLastTwoRatiosOfSizes() {
    Controller law = Controller.of(new StepLaw.Filter(1, 0, 0, 0.5, 0.25)).withSafety(1);
    double first = 1 / root(0.5);
    double second = first / root(0.25) * Math.pow(first, -0.5);
    double third = second / root(0.125) * Math.pow(second / first, -0.5) * Math.pow(first, -0.25);
    assertArrayEquals(new double[] {first, second, third}, sizes(law, 1, 0.5, 0.25, 0.125), 1e-14);
  }

  @Test
  void predictiveControlFollowsTheTrendOfTheError() {
    double first = 0.9 / root(0.5);
    double rising = 0.9 / root(0.75) * Math.min(1, first * root(0.5 / 0.75));
    double second = first * rising;
    double falling = 0.9 / root(0.1) * Math.min(1, rising * root(0.75 / 0.1));
    assertArrayEquals(
        new double[] {first, second, second * falling},
        sizes(Controller.PREDICTIVE, 1, 0.5, 0.75, 0.1),
        1e-14);
  }

  @Test
  void aRejectedStepIsFollowedByAShorterOneUnderEveryLaw() {
    for (Controller law :
        List.of(
            Controller.INTEGRAL,
            Controller.PI,
            Controller.PID,
            Controller.H211B,
            Controller.PREDICTIVE)) {
      assertEquals(0.2, sizes(law, 1, Double.NaN)[0], 0.0, law + " after NaN");
      assertEquals(0.2, sizes(law, 1, Double.POSITIVE_INFINITY)[0], 0.0, law + " after infinity");
      double after = sizes(law, 1, 32)[0];
      assertEquals(true, after <= 0.9 * 0.5 + 0.2, law + " after an error of 32: " + after);
      assertEquals(true, sizes(law, 1, 1.001)[0] <= 0.9, law + " after an error just above 1");
    }
  }

  private static double norm(Norm norm, Tolerances tolerances, double[] x, double[] y) {
    Tracer tracer = new Tracer();
    TensorType type = new TensorType(DType.F64, Shape.of(x.length));
    Tensor difference = tracer.input(type, Scope.PER_LANE);
    Tensor state = tracer.input(type, Scope.PER_LANE);
    ErrorNorm.Weighted weighted = new ErrorNorm.Weighted(tolerances, norm);
    var graph = tracer.graph("norm", List.of(weighted.of(difference, state, state)));
    double[][] out = new double[1][1];
    new ReferenceBackend().compile(graph).run(new double[][] {x, y}, out, 1);
    return out[0][0];
  }

  @Test
  void normsOfAVectorAreThoseOfTheirDefinition() {
    double[] x = {3, -4, 12, 0};
    double[] y = new double[4];
    Tolerances one = Tolerances.of(1e-3, 1);
    assertEquals(6.5, norm(Norm.ROOT_MEAN_SQUARE, one, x, y), 1e-14);
    assertEquals(12, norm(Norm.MAXIMUM, one, x, y), 0.0);
    assertEquals(
        Math.sqrt((9 * 3 + 16) / 4.0),
        norm(new Norm.Weighted(List.of(3.0, 1.0, 0.0, 0.0)), one, x, y),
        1e-14);
    assertEquals(
        Math.sqrt(72), norm(new Norm.Blocks(List.of(2, 2)), one, x, y), 1e-14, "second block");
  }

  @Test
  void everyComponentIsWeighedByItsOwnTolerance() {
    Tolerances own = Tolerances.perComponent(0.5, 1, 10);
    double[] y = {0, 4};
    assertEquals(3, norm(Norm.MAXIMUM, own, new double[] {3, 12}, y), 0.0);
    assertEquals(2, norm(Norm.MAXIMUM, own, new double[] {1, 24}, y), 0.0);
  }

  @Test
  void aComponentThatStaysZeroCountsNothingWithoutAbsoluteTolerance() {
    double[] y = {0, 2};
    assertEquals(1, norm(Norm.MAXIMUM, Tolerances.of(0.5, 0), new double[] {0, 1}, y), 0.0);
  }

  @Test
  void aNaNComponentMakesEveryNormNaN() {
    for (Norm norm :
        List.of(
            Norm.ROOT_MEAN_SQUARE,
            Norm.MAXIMUM,
            new Norm.Weighted(List.of(1.0, 0.0, 1.0)),
            new Norm.Blocks(List.of(1, 2)))) {
      for (int at = 0; at < 3; at++) {
        double[] x = {1, 2, 3};
        x[at] = Double.NaN;
        double value = norm(norm, Tolerances.DEFAULT, x, new double[3]);
        assertEquals(Double.NaN, value, 0.0, norm + " of " + Arrays.toString(x));
      }
    }
  }
}
