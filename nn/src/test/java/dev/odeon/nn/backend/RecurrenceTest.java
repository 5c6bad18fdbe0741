package dev.odeon.nn.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecurrenceTest {
  /// `(a, b, step) -> (b, a + b + step, a)`, a and b of each lane: Fibonacci's numbers.
  private static Graph fibonacci() {
    Tracer tracer = new Tracer();
    Tensor a = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Tensor b = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Tensor step = tracer.input(TensorType.f64(), Scope.SHARED);
    return tracer.graph("fibonacci", List.of(b, a.plus(b).plus(step), a));
  }

  private static final List<Feedback> NEXT = List.of(new Feedback(0, 0), new Feedback(1, 1));

  @Test
  void outputsBecomeInputsAndChangePlaces() {
    try (Recurrence numbers = Backends.named("reference").recurrence(fibonacci(), NEXT, 2)) {
      numbers.set(0, new double[] {0, 2});
      numbers.set(1, new double[] {1, 1});
      numbers.set(2, new double[] {0});
      for (int i = 0; i < 10; i++) {
        numbers.run();
      }
      double[] found = new double[2];
      numbers.get(1, found);
      assertArrayEquals(new double[] {89, 199}, found, "Fibonacci's and Lucas's numbers");
      numbers.set(1, new double[] {0, 0});
      numbers.get(1, found);
      assertArrayEquals(new double[] {89, 199}, found, "an output stays that of the last run");
      numbers.run();
      numbers.get(1, found);
      assertArrayEquals(new double[] {55, 123}, found, "what is set comes before what is fed");
      numbers.get(2, found);
      assertArrayEquals(new double[] {55, 123}, found, "an output that is an input");
    }
  }

  @Test
  void whatDoesNotSuitIsRefused() {
    Backend backend = Backends.named("reference");
    Graph graph = fibonacci();
    assertThrows(IllegalArgumentException.class, () -> new Feedback(-1, 0));
    assertThrows(
        IllegalArgumentException.class, () -> backend.recurrence(graph, List.of(), 0), "lanes");
    assertThrows(
        IllegalArgumentException.class,
        () -> backend.recurrence(graph, List.of(new Feedback(3, 0)), 1),
        "no such output");
    assertThrows(
        IllegalArgumentException.class,
        () -> backend.recurrence(graph, List.of(new Feedback(0, 2)), 1),
        "another scope");
    assertThrows(
        IllegalArgumentException.class,
        () -> backend.recurrence(graph, List.of(new Feedback(0, 0), new Feedback(1, 0)), 1),
        "fed twice");
    try (Recurrence numbers = backend.recurrence(graph, NEXT, 2)) {
      numbers.set(0, new double[2]);
      assertEquals(
          "input 1 of graph fibonacci was never set",
          assertThrows(IllegalStateException.class, numbers::run).getMessage());
      assertEquals(
          "input 1 of graph fibonacci needs 2 numbers, got 1",
          assertThrows(IllegalArgumentException.class, () -> numbers.set(1, new double[1]))
              .getMessage());
      assertEquals(
          "graph fibonacci has not run yet",
          assertThrows(IllegalStateException.class, () -> numbers.get(0, new double[2]))
              .getMessage());
      numbers.set(1, new double[2]);
      numbers.set(2, new double[1]);
      numbers.run();
      assertEquals(
          "output 2 of graph fibonacci needs 2 numbers, got 1",
          assertThrows(IllegalArgumentException.class, () -> numbers.get(2, new double[1]))
              .getMessage());
      assertEquals(
          "output 3 of graph fibonacci, which has 3",
          assertThrows(IllegalArgumentException.class, () -> numbers.get(3, new double[2]))
              .getMessage());
    }
  }
}
