package dev.odeon.nn.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.odeon.nn.ad.ResidualSplit;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.BoundRun;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.RandomInputs;
import dev.odeon.nn.trace.Tracer;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  /// The same for runs that are bound to their arrays, with a graph whose rare branch is needed now
  /// and then, and fewer lanes than were bound for.
  @Test
  @Timeout(60)
  void boundRunsHaveTheSameBits() throws InterruptedException {
    ValueType x = new ValueType(TensorType.f64(2), Scope.PER_LANE);
    Graph graph = Tracer.trace("bound", List.of(x), a -> List.of(a.get(0).sin().sum(), a.get(0)));
    double[][] in = {new double[10]};
    double[][] out = {new double[5], new double[10]};
    double[][] expected = {new double[5], new double[10]};
    Executable reference = new ReferenceBackend().compile(graph);
    BoundRun run = new CpuBackend().compile(graph).bind(in, out, 5);
    for (int i = 0; i < 2000; i++) {
      int lanes = 1 + i % 5;
      for (int j = 0; j < 2 * lanes; j++) {
        in[0][j] = i % 97 == 0 ? 1e9 * (j + i) : Math.cos(i + j);
      }
      run.run(lanes);
      reference.run(in, expected, lanes);
      assertArrayEquals(expected[0], out[0], 0.0, "run " + i);
      assertArrayEquals(expected[1], out[1], 0.0, "run " + i);
      if (i == 250) {
        Thread.sleep(300);
      }
    }
  }

  /// A small field, both parts of its reverse mode, and a graph whose rare branch is left out.
  private static Stream<Graph> graphs() {
    ValueType x = new ValueType(TensorType.f64(2), Scope.PER_LANE);
    ValueType w = new ValueType(TensorType.f64(20, 2), Scope.SHARED);
    Graph field = Tracer.trace("field", List.of(w, x), a -> List.of(a.get(0).dot(a.get(1)).tanh()));
    ResidualSplit split = ResidualSplit.of(field, List.of(0, 1));
    Graph waves = Tracer.trace("waves", List.of(x), a -> List.of(a.get(0).sin()));
    return Stream.of(graph(), field, split.forward(), split.backward(), waves);
  }

  /// Once HotSpot is done: until then its interpreter boxes the numbers of vectors.
  @ParameterizedTest
  @MethodSource("graphs")
  void compiledRunsAllocateNothing(Graph graph) {
    int lanes = 20;
    double[][] in = RandomInputs.of(graph.inputs(), lanes, new Random(1));
    double[][] out =
        graph.outputs().stream()
            .map(y -> new double[RandomInputs.length(y, lanes)])
            .toArray(double[][]::new);
    Executable compiled = new CpuBackend().compileNow(graph);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int runs = 10_000;
    long bytes = Long.MAX_VALUE;
    long end = System.nanoTime() + 30_000_000_000L;
    while (bytes >= runs && System.nanoTime() < end) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < runs; i++) {
        compiled.run(in, out, lanes);
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertTrue(bytes < runs, bytes + " bytes allocated by " + runs + " runs of " + graph);
  }
}
