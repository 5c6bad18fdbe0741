package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core2/forward_chunking.jl`: many forward directions at once
/// give what each of them gives alone.
class SciMLForwardChunkingTest {
  private static SolvePlan plan(double end, SaveAt times) {
    return SolvePlan.of(
        Tsit5.METHOD, StepControl.adaptive(Tolerances.of(1e-9, 1e-9)), TimeSpan.of(0, end), times);
  }

  private static TracedLoss loss(int first, int count, double[] all) {
    SolvePlan plan = plan(1, SaveAt.times(0.5, 1)).with(new Sensitivity.Forward());
    return TracedLoss.of(
        count,
        p -> {
          Tensor rest = p.tracer().constant(Literal.of(TensorType.f64(all.length), all));
          List<Tensor> parts =
              List.of(rest.slice(0, first), p, rest.slice(first + count, all.length));
          Tensor whole = Tensor.concatenate(parts);
          return TracedSolve.of(
                  "mixing",
                  (t, y, q) -> {
                    Tensor m = q.get("p").reshape(Shape.of(10, 10));
                    return m.matmul(y.reshape(Shape.of(10, 1))).reshape(Shape.of(10)).sin();
                  },
                  plan,
                  whole.slice(0, 10),
                  TracedLoss.reading(whole))
              .states()
              .sum();
        });
  }

  @Test
  void chunksDoNotMatter() {
    double[] all = new Random(4).doubles(100, -0.5, 0.5).toArray();
    double[] whole = loss(0, 100, all).gradient(all);
    for (int chunk : new int[] {1, 7}) {
      for (int first = 0; first + chunk <= 100; first += 31) {
        double[] at = Arrays.copyOfRange(all, first, first + chunk);
        double[] part = loss(first, chunk, all).gradient(at);
        double[] expected = Arrays.copyOfRange(whole, first, first + chunk);
        assertArrayEquals(expected, part, 1e-12, chunk + " from " + first);
      }
    }
  }
}
