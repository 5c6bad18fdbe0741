package dev.odeon.nn.ad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TetragammaTest {
  private static final double ZETA_3 = 1.2020569031595942;

  /// -2 zeta(3) at 1, 2 more at 2, -14 zeta(3) at 1/2 and 16 more at -1/2 (Abramowitz and Stegun
  /// 1964, 6.4.2, 6.4.4 and 6.4.6).
  @Test
  void hasItsClosedForms() {
    double[] x = {1, 2, 0.5, -0.5};
    double half = -14 * ZETA_3;
    double[] exact = {-2 * ZETA_3, 2 - 2 * ZETA_3, half, half + 16};
    ValueType vector = new ValueType(TensorType.f64(x.length), Scope.SHARED);
    Graph graph = Tracer.trace("f", List.of(vector), in -> List.of(Tetragamma.of(in.getFirst())));
    double[] y = new double[x.length];
    new ReferenceBackend().compile(graph).run(new double[][] {x}, new double[][] {y}, 1);
    assertArrayEquals(exact, y, 2e-14, "tetragamma of 1, 2, 1/2 and -1/2");
  }
}
