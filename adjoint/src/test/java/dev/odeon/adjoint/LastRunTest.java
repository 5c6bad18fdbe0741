package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// A pendulum, `y'' = -p sin y`, its value and gradient from one solve.
class LastRunTest {
  private final Tracer tracer = new Tracer();
  private final Tensor p = tracer.input(TensorType.f64(1), Scope.SHARED);

  private Graph gradient(Sensitivity sensitivity) {
    SolvePlan plan =
        SolvePlan.of(
                Tsit5.METHOD,
                StepControl.adaptive(Tolerances.of(1e-8, 1e-8)),
                TimeSpan.of(0, 10),
                SaveAt.times(10))
            .with(sensitivity);
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    needed.put("p", p);
    TracedSolve solve =
        TracedSolve.of(
            "pendulum",
            (t, y, q) ->
                Tensor.concatenate(y.get(1), y.get(0).sin().times(q.get("p").get(0)).negate()),
            plan,
            Tensor.concatenate(p, p),
            needed);
    Graph model = tracer.graph("model", List.of(solve.states().sum()));
    return ReverseMode.vjp(model, List.of(0));
  }

  private static double[] run(Executable executable) {
    double[][] out = {new double[1], new double[1]};
    executable.run(new double[][] {{1.1}, {1}}, out, 1);
    return new double[] {out[0][0], out[1][0]};
  }

  @Test
  void aRunThatWasInterruptedIsNotUsedAgain() {
    Graph gradient = gradient(new Sensitivity.Discrete());
    double[] expected = run(Backends.preferred().compile(gradient));
    Executable other = Backends.preferred().compile(new LastRunTest().fresh());
    Thread.currentThread().interrupt();
    double[] cut;
    try {
      cut = run(other);
    } finally {
      assertTrue(Thread.interrupted(), "the flag is kept");
    }
    assertTrue(Double.isNaN(cut[0]) && Double.isNaN(cut[1]), cut[0] + " and " + cut[1]);
    assertArrayEquals(expected, run(other), "the same inputs, not interrupted");
  }

  private Graph fresh() {
    return gradient(new Sensitivity.Discrete());
  }

  /// Each thread has an executable of its own; the records of the steps are the solve's.
  @Test
  void threadsDoNotReadEachOthersCheckpoints() throws Exception {
    double[] expected = run(Backends.preferred().compile(fresh()));
    Graph gradient = new LastRunTest().gradient(new Sensitivity.Discrete(1200));
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      List<Callable<double[]>> work = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Executable own = Backends.preferred().compile(gradient);
        work.add(
            () -> {
              double[] last = new double[0];
              for (int round = 0; round < 20; round++) {
                last = run(own);
                assertArrayEquals(expected, last, "round " + round);
              }
              return last;
            });
      }
      for (Future<double[]> done : pool.invokeAll(work)) {
        assertEquals(expected[1], done.get()[1]);
      }
    }
  }
}
