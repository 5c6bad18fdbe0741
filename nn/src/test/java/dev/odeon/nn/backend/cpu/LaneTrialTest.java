package dev.odeon.nn.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneTrialTest {
  /// A trial needs arrays for a few lanes, not for as many as there are elements: those would not
  /// fit into an array.
  @ParameterizedTest
  @CsvSource({"600000, 1", "600000, 4", "3, 200000"})
  void aLoopOverManyElementsIsTriedOnFew(int elements, int lanes) throws InterruptedException {
    Graph graph =
        Tracer.trace(
            "wide",
            List.of(
                new ValueType(TensorType.f64(elements), Scope.PER_LANE),
                new ValueType(TensorType.f64(), Scope.PER_LANE)),
            in -> {
              Tensor y = in.get(0);
              for (int i = 0; i < 8; i++) {
                y = y.times(y).plus(in.get(1)).times(0.25 + 0.01 * i);
              }
              return List.of(y);
            });
    Executable compiled = new CpuBackend().compileNow(graph);
    double[][] in = {new double[elements * lanes], new double[lanes]};
    Arrays.setAll(in[0], i -> Math.sin(i));
    Arrays.fill(in[1], 0.3);
    double[][] expected = {new double[elements * lanes]};
    new ReferenceBackend().compile(graph).run(in, expected, lanes);
    double[][] found = {new double[elements * lanes]};
    for (int i = 0; i < 10; i++) {
      compiled.run(in, found, lanes);
      Thread.sleep(20);
    }
    assertArrayEquals(expected[0], found[0]);
  }
}
