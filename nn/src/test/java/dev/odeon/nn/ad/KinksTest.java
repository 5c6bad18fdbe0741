package dev.odeon.nn.ad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Derivatives where there is none, or at the edge of a domain: what Flux has there, by both modes.
class KinksTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  /// @param expected the derivative at each of `at`
  private static void check(
      String name, double[] expected, UnaryOperator<Tensor> function, double... at) {
    ValueType type = new ValueType(TensorType.f64(at.length), Scope.SHARED);
    Graph f = Tracer.trace("f", List.of(type), x -> List.of(function.apply(x.getFirst())));
    double[] ones = new double[at.length];
    Arrays.fill(ones, 1);
    Graph jvp = ForwardMode.jvp(f, List.of(0));
    Graph vjp = ReverseMode.vjp(f, List.of(0));
    assertArrayEquals(expected, GraphRun.run(jvp, 1, at, ones)[1], name + ", forward mode");
    assertArrayEquals(expected, GraphRun.run(vjp, 1, at, ones)[1], name + ", reverse mode");
  }

  @Test
  void activations() {
    check("relu", new double[] {0, 0, 1}, Activation.RELU::apply, -1, 0, 1);
    check("elu", new double[] {1, 1, 1}, Activation.ELU::apply, 0, -0.0, 2);
    check("clamp", new double[] {0, 0, 1, 0, 0}, x -> x.clamp(-1, 1), -2, -1, 0.5, 1, 2);
  }

  @Test
  void jumpsAndCorners() {
    check("abs", new double[] {-1, 0, 1}, Tensor::abs, -2, 0, 2);
    check("sign", new double[3], x -> x.unary(UnaryFunction.SIGN), -2, 0, 2);
    check("floor", new double[3], x -> x.unary(UnaryFunction.FLOOR), -2, 0.5, 2);
    double[] halves = {0.5, 0.5, 0.5};
    check("max of equals", halves, x -> x.max(x.stopGradient()), -2, 0, 2);
    check("min of equals", halves, x -> x.min(x.stopGradient()), -2, 0, 2);
  }

  /// Slopes that grow beyond all bounds are infinite, not NaN; constant powers keep their limits.
  @Test
  void edgesOfDomains() {
    check("sqrt", new double[] {INFINITE, 0.25}, Tensor::sqrt, 0, 4);
    check("cbrt", new double[] {INFINITE}, x -> x.unary(UnaryFunction.CBRT), 0);
    check("log", new double[] {INFINITE}, Tensor::log, 0);
    check("x^2", new double[] {0, 6}, x -> x.pow(2), 0, 3);
    check("x^1", new double[] {1, 1}, x -> x.pow(1), 0, 3);
    check("x^0", new double[] {0, 0}, x -> x.pow(0), 0, 3);
    check("0^x", new double[] {0, 0}, x -> x.zeros().binary(BinaryFunction.POWER, x), 1, 2);
  }
}
