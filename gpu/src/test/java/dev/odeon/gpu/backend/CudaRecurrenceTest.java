package dev.odeon.gpu.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Feedback;
import dev.odeon.nn.backend.Recurrence;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.ClipNorm;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.nn.train.BatchFit;
import dev.odeon.nn.train.BatchResult;
import dev.odeon.nn.train.BatchTrainer;
import dev.odeon.nn.train.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Graphs whose arrays stay on a device have the bits of those that come back after each run.
final class CudaRecurrenceTest {
  /// `(a, b, step) -> (b, a b + step, a)`, matrices of each lane; what is fed back changes places.
  private static Graph products(int size) {
    Tracer tracer = new Tracer();
    TensorType matrix = TensorType.f64(size, size);
    Tensor a = tracer.input(matrix, Scope.PER_LANE);
    Tensor b = tracer.input(matrix, Scope.PER_LANE);
    Tensor step = tracer.input(matrix, Scope.SHARED);
    return tracer.graph("products", List.of(b, a.matmul(b).tanh().plus(step), a));
  }

  private static double[][] history(Backend backend, int size, int lanes) {
    List<Feedback> feedback = List.of(new Feedback(0, 0), new Feedback(1, 1));
    double[][] found = new double[12][size * size * lanes];
    SplitMix64 random = SplitMix64.stream(1, "matrices");
    try (Recurrence recurrence = backend.recurrence(products(size), feedback, lanes)) {
      for (int input = 0; input < 3; input++) {
        double[] values = new double[size * size * (input < 2 ? lanes : 1)];
        for (int i = 0; i < values.length; i++) {
          values[i] = random.nextGaussian() / size;
        }
        recurrence.set(input, values);
      }
      for (int i = 0; i < 4; i++) {
        recurrence.run();
        if (i == 2) {
          recurrence.set(0, new double[size * size * lanes]);
        }
        for (int output = 0; output < 3; output++) {
          recurrence.get(output, found[3 * i + output]);
        }
      }
    }
    return found;
  }

  @Test
  void whatStaysThereIsWhatCameBack() {
    FakeDriver driver = FakeDriver.running(new PtxMachine());
    try (CudaContext context = driver.open()) {
      for (int size : new int[] {2, 9}) {
        double[][] expected = history(Backends.named("reference"), size, 3);
        double[][] found = history(new CudaBackend(context), size, 3);
        for (int i = 0; i < expected.length; i++) {
          assertArrayEquals(
              expected[i], found[i], "size " + size + ", output " + i % 3 + " of run " + i / 3);
        }
      }
    }
  }

  @Test
  void aTrainingOnTheDeviceHasTheSameBits() {
    int count = 90;
    double[] x = new double[3 * count];
    double[] y = new double[2 * count];
    SplitMix64 random = SplitMix64.stream(3, "samples");
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextGaussian();
    }
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.sin(x[i]);
    }
    BatchFit wide =
        BatchFit.of(
            Chain.of(new Dense(3, 20, Activation.TANH), new Dense(20, 2)),
            Loss.MEAN_SQUARE::mean,
            new Samples(count, Shape.of(3), x, Shape.of(2), y),
            70);
    BatchTrainer trainer = new BatchTrainer(new ClipNorm(0.3, new Adam(0.02)), 6);
    for (DType type : List.of(DType.F64, DType.F32)) {
      double[] values = wide.parameters().initialize(2).flat();
      ParameterVector start = ParameterVector.of(wide.parameters(), type, values);
      BatchResult here = trainer.train(wide.in(type), start, 8);
      FakeDriver driver = FakeDriver.running(new PtxMachine());
      try (CudaContext context = driver.open()) {
        BatchFit moved = wide.in(type).on(new CudaBackend(context));
        BatchResult there = trainer.train(moved, start, 8);
        long back = driver.calls().stream().filter(call -> call.contains("DtoH")).count();
        assertEquals(
            6 + 3, back, "copies back: one a step, parameters and Adam's memory at the end");
        assertArrayEquals(here.losses(), there.losses(), "losses in " + type);
        assertTrue(here.parameters().sameBits(there.parameters()), "parameters in " + type);
      }
    }
  }

  @Test
  void tooManyLanesAreRefusedBeforeAnyWork() {
    Tracer tracer = new Tracer();
    Tensor x = tracer.input(TensorType.f64(1000), Scope.PER_LANE);
    Graph graph = tracer.graph("wide", List.of(x.times(2)));
    FakeDriver driver = FakeDriver.running(new PtxMachine());
    try (CudaContext context = driver.open()) {
      CudaBackend backend = new CudaBackend(context);
      int calls = driver.calls().size();
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> backend.recurrence(graph, List.of(new Feedback(0, 0)), 2_147_484));
      assertEquals(
          "graph wide on 2147484 lanes needs arrays of more than 2^31-1 numbers: a device runs at most"
              + " 2147483 lanes of it at a time",
          refusal.getMessage());
      assertEquals(calls, driver.calls().size(), "the device was asked");
    }
  }

  @Test
  void closingGivesEverythingBack() {
    FakeDriver driver = FakeDriver.running(new PtxMachine());
    try (CudaContext context = driver.open()) {
      int before = driver.openThings();
      Recurrence recurrence =
          new CudaBackend(context).recurrence(products(2), List.of(new Feedback(1, 1)), 4);
      assertTrue(driver.openThings() > before, "it has arrays");
      recurrence.close();
      assertEquals(before, driver.openThings(), "what is open on the device");
      assertThrows(RuntimeException.class, () -> recurrence.set(0, new double[16]));
    }
  }
}
