package dev.odeon.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CrossEntropyTest {
  private static Graph graph(CrossEntropy loss, int outputs, int targets) {
    return Tracer.trace(
        "loss",
        List.of(
            new ValueType(TensorType.f64(outputs), Scope.SHARED),
            new ValueType(TensorType.f64(targets), Scope.SHARED)),
        x -> List.of(loss.of(x.get(0), x.get(1))));
  }

  private static double value(CrossEntropy loss, double[] output, double[] target) {
    double[] result = new double[1];
    new ReferenceBackend()
        .compile(graph(loss, output.length, target.length))
        .run(new double[][] {output, target}, new double[][] {result}, 1);
    return result[0];
  }

  @Test
  void equalOutputsCostTheLogarithmOfTheirNumber() {
    double cost = value(new CrossEntropy(), new double[] {7, 7, 7}, new double[] {0, 1, 0});
    assertEquals(Math.log(3), cost, 1e-15);
  }

  /// softmax(log 1, log 2, log 5) = (1, 2, 5) / 8.
  @Test
  void smoothingSpreadsTheTarget() {
    double[] output = {0, Math.log(2), Math.log(5)};
    double[] target = {0, 0, 1};
    double expected =
        -(0.1 * Math.log(1 / 8.0) + 0.1 * Math.log(2 / 8.0) + 0.8 * Math.log(5 / 8.0));
    assertEquals(expected, value(new CrossEntropy(0.3), output, target), 1e-14);
  }

  @Test
  void hugeOutputsDoNotOverflow() {
    double[] output = {1000, -1000};
    assertEquals(0, value(new CrossEntropy(), output, new double[] {1, 0}), 1e-300);
    assertEquals(2000, value(new CrossEntropy(), output, new double[] {0, 1}));
  }

  /// The gradient for the outputs is softmax - target.
  @Test
  void theGradientIsTheErrorOfTheProbabilities() {
    double[] output = {0, Math.log(2), Math.log(5)};
    double[] gradient = new double[3];
    new ReferenceBackend()
        .compile(ReverseMode.valueAndGradient(graph(new CrossEntropy(), 3, 3), List.of(0)))
        .run(new double[][] {output, {0, 0, 1}}, new double[][] {new double[1], gradient}, 1);
    assertEquals(1 / 8.0, gradient[0], 1e-15);
    assertEquals(2 / 8.0, gradient[1], 1e-15);
    assertEquals(5 / 8.0 - 1, gradient[2], 1e-15);
  }

  @Test
  void wrongArgumentsAreRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new CrossEntropy(1)).getMessage();
    assertTrue(message.contains("smoothing 1.0"), message);
    message =
        assertThrows(IllegalArgumentException.class, () -> graph(new CrossEntropy(), 3, 2))
            .getMessage();
    assertTrue(message.contains("[3]") && message.contains("[2]"), message);
  }
}
