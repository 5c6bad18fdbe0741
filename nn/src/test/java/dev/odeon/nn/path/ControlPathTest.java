package dev.odeon.nn.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Evaluation;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// Interpolation: what each kind reproduces exactly, missing data, and the same numbers in a trace.
final class ControlPathTest {
  private static final double NAN = Double.NaN;
  private static final double[] TIMES = {0, 0.5, 2, 3};
  private static final double[] PLACES = {0, 0.2, 0.5, 1.1, 1.9, 2, 2.7, 3};

  private static double[] at(double[] times, DoubleUnaryOperator f) {
    return DoubleStream.of(times).map(f).toArray();
  }

  private static double cubic(double t) {
    return 1 - 2 * t + 0.5 * t * t - 0.3 * t * t * t;
  }

  private static double cubicSlope(double t) {
    return -2 + t - 0.9 * t * t;
  }

  @Test
  void linearPathsAreExactForLines() {
    ControlPath path = ControlPath.linear(TIMES, at(TIMES, t -> 3 - 2 * t));
    for (double t : PLACES) {
      assertEquals(3 - 2 * t, path.value(t)[0], 1e-14, "value at " + t);
      assertEquals(-2, path.derivative(t)[0], 1e-14, "derivative at " + t);
    }
  }

  @Test
  void hermitePathsAreExactForCubics() {
    ControlPath path =
        ControlPath.hermite(
            TIMES,
            new double[][] {at(TIMES, ControlPathTest::cubic)},
            new double[][] {at(TIMES, ControlPathTest::cubicSlope)});
    for (double t : PLACES) {
      assertEquals(cubic(t), path.value(t)[0], 1e-14, "value at " + t);
      assertEquals(cubicSlope(t), path.derivative(t)[0], 1e-13, "derivative at " + t);
    }
  }

  @Test
  void backwardHermitePathsHaveTheSlopesOfTheLinesBefore() {
    double[] x = {1, 2, -1, 0.5};
    ControlPath path = ControlPath.backwardHermite(TIMES, x);
    assertArrayEquals(new double[] {2}, path.derivative(0), 1e-14, "slope of the first line");
    assertArrayEquals(new double[] {2}, path.derivative(0.5), 1e-14, "line before 0.5");
    assertArrayEquals(new double[] {-2}, path.derivative(2), 1e-14, "line before 2");
    assertEquals(1.5, path.derivative(3)[0], 1e-14, "line before the end");
    for (int i = 0; i < x.length; i++) {
      assertEquals(x[i], path.value(TIMES[i])[0], 1e-14, "observation " + i);
    }
  }

  @Test
  void backwardHermitePathsDoNotKnowTheFuture() {
    double[] early = ControlPath.backwardHermite(TIMES, new double[] {1, 2, -1, 0.5}).value(1.9);
    double[] late = ControlPath.backwardHermite(TIMES, new double[] {1, 2, -1, 9}).value(1.9);
    assertArrayEquals(early, late);
    double[] spline = ControlPath.naturalCubic(TIMES, new double[] {1, 2, -1, 0.5}).value(1.9);
    double[] other = ControlPath.naturalCubic(TIMES, new double[] {1, 2, -1, 9}).value(1.9);
    assertTrue(Math.abs(spline[0] - other[0]) > 1e-3, "a spline does");
  }

  /// Through (0, 0), (1, 1), (2, 0): second derivatives 0, -3, 0, so 1.5 t - 0.5 t^3 up to 1.
  @Test
  void theNaturalSplineOfThreePointsHasItsClosedForm() {
    ControlPath path = ControlPath.naturalCubic(new double[] {0, 1, 2}, new double[] {0, 1, 0});
    for (double t = 0; t <= 1; t += 0.125) {
      double expected = 1.5 * t - 0.5 * t * t * t;
      assertEquals(expected, path.value(t)[0], 1e-15, "at " + t);
      assertEquals(expected, path.value(2 - t)[0], 1e-15, "mirrored, at " + (2 - t));
      assertEquals(1.5 - 1.5 * t * t, path.derivative(t)[0], 1e-15, "derivative at " + t);
    }
  }

  @Test
  void naturalSplinesAreSmoothAcrossKnots() {
    double[] t = {0, 1, 1.5, 4, 5};
    ControlPath path = ControlPath.naturalCubic(t, new double[] {1, -1, 2, 0, 3});
    double h = 1e-6;
    for (int i = 1; i + 1 < t.length; i++) {
      double before = path.derivative(t[i] - h)[0];
      double after = path.derivative(t[i])[0];
      assertEquals(after, before, 1e-4, "first derivative jumps at " + t[i]);
      double left = (path.derivative(t[i] - h)[0] - path.derivative(t[i] - 2 * h)[0]) / h;
      double right = (path.derivative(t[i] + h)[0] - path.derivative(t[i])[0]) / h;
      assertEquals(right, left, 1e-3, "second derivative jumps at " + t[i]);
    }
  }

  @Test
  void missingValuesAreBridgedByEachChannelsOwn() {
    double[] x = {1, NAN, -1, 0.5};
    double[] y = {0, 1, 0, NAN};
    ControlPath path = ControlPath.linear(TIMES, x, y);
    assertArrayEquals(new double[] {0.5, 1}, path.value(0.5), 1e-15, "over the gap of channel 0");
    assertArrayEquals(new double[] {0.5, 0}, path.value(3), 1e-15, "after the last of channel 1");
    double[] bridged = {1, -1, 0.5};
    ControlPath fewer = ControlPath.naturalCubic(new double[] {0, 2, 3}, bridged);
    ControlPath missing = ControlPath.naturalCubic(TIMES, x);
    for (double t : PLACES) {
      assertEquals(fewer.value(t)[0], missing.value(t)[0], 1e-14, "spline at " + t);
      assertEquals(fewer.derivative(t)[0], missing.derivative(t)[0], 1e-14, "slope at " + t);
    }
  }

  @Test
  void endsWithoutValuesKeepTheNearestKnownOne() {
    ControlPath path = ControlPath.backwardHermite(TIMES, new double[] {NAN, 4, NAN, NAN});
    for (double t : PLACES) {
      assertArrayEquals(new double[] {4}, path.value(t), "value at " + t);
      assertArrayEquals(new double[] {0}, path.derivative(t), "derivative at " + t);
    }
  }

  @Test
  void rectilinearPathsMoveTimeBeforeValues() {
    ControlPath path = ControlPath.rectilinear(new double[] {0, 2, 3}, new double[] {5, NAN, 7});
    assertArrayEquals(new double[] {0, 1, 2, 3, 4}, path.knots());
    double[][] corners = {{0, 5}, {2, 5}, {2, 5}, {3, 5}, {3, 7}};
    for (int i = 0; i < corners.length; i++) {
      assertArrayEquals(corners[i], path.value(i), "corner " + i);
    }
    assertArrayEquals(new double[] {1, 5}, path.value(0.5), "halfway in time");
    assertArrayEquals(new double[] {3, 6}, path.value(3.5), "halfway in value");
  }

  @Test
  void aTraceHasTheSameNumbers() {
    ControlPath path =
        ControlPath.naturalCubic(TIMES, new double[] {1, 2, -1, 0.5}, new double[] {0, 1, 0, 3});
    for (double t : PLACES) {
      double[] time = {t};
      double[] value =
          Evaluation.of(
              List.of(TensorType.f64()),
              in -> path.traced(in.get(0).tracer()).value(in.get(0)),
              time);
      double[] slope =
          Evaluation.of(
              List.of(TensorType.f64()),
              in -> path.traced(in.get(0).tracer()).derivative(in.get(0)),
              time);
      assertArrayEquals(path.value(t), value, 1e-15, "value at " + t);
      assertArrayEquals(path.derivative(t), slope, 1e-15, "derivative at " + t);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    refused("two or more", () -> ControlPath.linear(new double[] {1}, new double[] {1}));
    refused("time 1 is 0.0", () -> ControlPath.linear(new double[] {0, 0}, new double[] {1, 2}));
    refused("3 values", () -> ControlPath.linear(new double[] {0, 1}, new double[] {1, 2, 3}));
    refused("no value", () -> ControlPath.linear(new double[] {0, 1}, new double[] {NAN, NAN}));
    refused(
        "first value", () -> ControlPath.rectilinear(new double[] {0, 1}, new double[] {NAN, 1}));
    refused("no channels", () -> ControlPath.linear(new double[] {0, 1}));
    ControlPath one = ControlPath.linear(new double[] {0, 1}, new double[] {1, 2});
    ControlPath other = ControlPath.linear(new double[] {0, 2}, new double[] {1, 2});
    refused("path 1", () -> ControlPath.stack(List.of(one, other)));
    refused("no paths to stack", () -> ControlPath.stack(List.of()));
  }

  private static void refused(String part, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
