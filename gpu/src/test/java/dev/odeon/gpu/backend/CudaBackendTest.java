package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.gpu.emulator.SameBits;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.rewrite.RandomGraphs;
import dev.odeon.nn.rewrite.RandomInputs;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random graphs over every primitive on the backend, its kernels run by the emulator, have the
/// interpreter's bits.
class CudaBackendTest {
  @Test
  void randomGraphsHaveTheInterpretersBits() {
    compare(0, 100);
  }

  @Test
  @Tag("nightly")
  void twoThousandRandomGraphsHaveTheInterpretersBits() {
    compare(0, 2000);
  }

  private static void compare(int from, int to) {
    for (int seed = from; seed < to; seed++) {
      Graph graph = RandomGraphs.of(seed, 4 + seed * 7 % 57);
      int lanes = List.of(1, 3, 65).get(seed % 3);
      double[][] inputs = RandomInputs.of(graph.inputs(), lanes, new Random(seed));
      try (CudaContext context = FakeDriver.running(new PtxMachine()).open();
          CudaExecutable executable = new CudaBackend(context).compile(graph)) {
        SameBits.check("seed " + seed + ", " + lanes + " lanes", executable, inputs, lanes);
      }
    }
  }
}
