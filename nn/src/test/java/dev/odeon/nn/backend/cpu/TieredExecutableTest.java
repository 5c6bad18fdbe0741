package dev.odeon.nn.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tracer;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TieredExecutableTest {
  private static Graph graph() {
    ValueType x = new ValueType(TensorType.f64(40), Scope.PER_LANE);
    ValueType w = new ValueType(TensorType.f64(3, 40), Scope.SHARED);
    return Tracer.trace(
        "tiers",
        List.of(w, x),
        a -> List.of(a.get(0).dot(a.get(1).times(a.get(1)).plus(0.5).sqrt()), a.get(1).sum()));
  }

  @Test
  void backendsAreKnownByName() {
    assertEquals(List.of("cpu", "reference"), Backends.names());
    assertInstanceOf(CpuBackend.class, Backends.preferred());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Backends.named("gpu"));
    assertTrue(e.getMessage().contains("gpu"), e.getMessage());
  }

  /// The change from interpreter to compiled code, to vectors, changes no bits.
  @Test
  @Timeout(60)
  void everyTierHasTheSameBits() throws InterruptedException {
    Graph graph = graph();
    int lanes = 24;
    double[][] in = {new double[120], new double[40 * lanes]};
    for (double[] array : in) {
      for (int i = 0; i < array.length; i++) {
        array[i] = Math.sin(i + array.length);
      }
    }
    double[][] expected = {new double[3 * lanes], new double[lanes]};
    new ReferenceBackend().compile(graph).run(in, expected, lanes);
    Executable tiered = new CpuBackend().compile(graph);
    double[][] out = {new double[3 * lanes], new double[lanes]};
    for (int i = 0; i < 3000; i++) {
      tiered.run(in, out, lanes);
      assertArrayEquals(expected[0], out[0], 0.0, "run " + i);
      assertArrayEquals(expected[1], out[1], 0.0, "run " + i);
      if (i == 250) {
        Thread.sleep(500);
      }
    }
  }

  @Test
  void compiledRunsAllocateNothing() {
    Graph graph = graph();
    int lanes = 24;
    double[][] in = {new double[120], new double[40 * lanes]};
    double[][] out = {new double[3 * lanes], new double[lanes]};
    Executable compiled = new CpuBackend().compileNow(graph);
    for (int i = 0; i < 20_000; i++) {
      compiled.run(in, out, lanes);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1000; i++) {
      compiled.run(in, out, lanes);
    }
    long perRun = (threads.getCurrentThreadAllocatedBytes() - before) / 1000;
    assertTrue(perRun < 16, perRun + " bytes allocated a run");
  }
}
