package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.ode.control.Limits;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StreamTest {
  private static final double[][] NONE = {};
  private static final LanePlan PLAN =
      new LanePlan(
          FieldGraph.trace("decay", (t, y, p) -> y.negate(), 1),
          Tsit5.METHOD,
          StepControl.adaptive(Tolerances.of(1e-8, 1e-10)),
          TimeSpan.of(0, 1),
          SaveAt.times(1));

  private static LaneIntegrator integrator(LanePlan plan, int threads) {
    return new LaneIntegrator(plan, Backends.preferred(), threads);
  }

  /// Trajectory i begins at i; counts how many are taken and not yet handed on.
  private record Numbers(long count, AtomicInteger held, AtomicInteger most) implements LaneSource {
    Numbers(long count) {
      this(count, new AtomicInteger(), new AtomicInteger());
    }

    @Override
    public LaneInput take(long first, int width) {
      most.accumulateAndGet(held.addAndGet(width), Math::max);
      double[] initial = new double[width];
      for (int i = 0; i < width; i++) {
        initial[i] = first + i;
      }
      return LaneInput.of(initial, NONE, width);
    }
  }

  @Test
  void partsComeInOrderWithTheBitsOfOneRunAndFewAreHeld() {
    int lanes = 10_000;
    double[] initial = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = lane;
    }
    Solution all = integrator(PLAN, 1).run(initial, NONE, lanes, Recording.NONE).solution();
    for (int threads : new int[] {1, 3}) {
      Numbers source = new Numbers(lanes);
      AtomicLong expected = new AtomicLong();
      long delivered =
          integrator(PLAN, threads).stream(
              source,
              (first, part) -> {
                assertEquals(expected.getAndAdd(part.lanes()), first, "in order");
                for (int i = 0; i < part.lanes(); i++) {
                  assertEquals(all.state((int) first + i, 0, 0), part.state(i, 0, 0));
                  assertEquals(all.stats((int) first + i), part.stats(i));
                }
                source.held().addAndGet(-part.lanes());
              });
      assertEquals(lanes, delivered);
      assertTrue(
          source.most().get() <= threads * Blocks.SIZE,
          source.most() + " trajectories held by " + threads + " threads");
    }
  }

  @Test
  void anExceptionOfSourceOrSinkEndsTheRun() {
    IllegalStateException full =
        assertThrows(
            IllegalStateException.class,
            () ->
                integrator(PLAN, 3).stream(
                    new Numbers(10_000),
                    (first, part) -> {
                      if (first >= 640) {
                        throw new IllegalStateException("disk full");
                      }
                    }));
    assertEquals("disk full", full.getMessage());
    LaneSource wrong =
        new LaneSource() {
          @Override
          public long count() {
            return 100;
          }

          @Override
          public LaneInput take(long first, int width) {
            return LaneInput.of(new double[1], NONE, 1);
          }
        };
    assertThrows(
        IllegalArgumentException.class,
        () -> integrator(PLAN, 2).stream(wrong, (first, part) -> {}));
  }

  @Test
  void anInterruptAndADeadlineEndAnEnsembleWithoutEnd() {
    List<Long> firsts = new ArrayList<>();
    long delivered =
        integrator(PLAN, 2).stream(
            new Numbers(Integer.MAX_VALUE),
            (first, part) -> {
              firsts.add(first);
              if (firsts.size() == 5) {
                Thread.currentThread().interrupt();
              }
            });
    Thread.interrupted();
    assertTrue(delivered >= 5 * 64 && delivered < 100 * 64, delivered + " delivered");
    LanePlan hurried = PLAN.withLimits(Limits.DEFAULT.withDeadline(Duration.ofMillis(500)));
    long before = System.nanoTime();
    long some = integrator(hurried, 2).stream(new Numbers(100_000_000_000L), (first, part) -> {});
    assertTrue(some > 0 && some < 100_000_000_000L, some + " delivered");
    assertTrue(System.nanoTime() - before < 10_000_000_000L, "ends soon after the deadline");
  }
}
