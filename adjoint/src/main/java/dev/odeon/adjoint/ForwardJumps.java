package dev.odeon.adjoint;

import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.StepBreak;
import dev.odeon.ode.lanes.StepRecord;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Pushes tangents of one block of directions through the events that changed or ended their
/// trajectories, see [EventJump].
final class ForwardJumps {
  private final List<Optional<Executable>> jumps;
  private final int dimension;
  private final double[] t = new double[Blocks.SIZE];
  private final double[] y;
  private final double[] onward;
  private final double[] last;
  private final double[] time = new double[Blocks.SIZE];
  private final double[] timeTangent = new double[Blocks.SIZE];
  private final int[] breaks = new int[Blocks.SIZE];
  private final int[] pending = new int[Blocks.SIZE];
  private final boolean[] chosen = new boolean[Blocks.SIZE];

  ForwardJumps(LaneIntegrator integrator) {
    dimension = integrator.steps().field().dimension();
    jumps =
        EventJump.all(integrator).stream()
            .map(jump -> jump.map(EventJump::forward).map(integrator.backend()::compile))
            .toList();
    y = new double[dimension * Blocks.SIZE];
    onward = y.clone();
    last = y.clone();
  }

  /// Begins with other directions.
  void start() {
    Arrays.fill(breaks, 0);
  }

  /// Tangent of the time at which the event that ended the trajectory of a direction occurred.
  double timeTangent(int lane) {
    return timeTangent[lane];
  }

  /// The break after step `step` of a lane, if there is one; steps come in ascending order.
  Optional<StepBreak> breakAfter(StepRecord record, int lane, int step) {
    List<StepBreak> all = record.breaks();
    while (breaks[lane] < all.size() && all.get(breaks[lane]).step() < step) {
      breaks[lane]++;
    }
    int at = breaks[lane];
    return at < all.size() && all.get(at).step() == step
        ? Optional.of(all.get(at))
        : Optional.empty();
  }

  /// Pushes the tangents of the states before the events that ended the steps at hand to the states
  /// after them.
  ///
  /// @param ended for each direction the break at the end of its step
  /// @param in parameters, tangent of the state, tangents of the parameters
  /// @param tangent `[d][direction]`, replaced
  void push(Directions mine, List<Optional<StepBreak>> ended, double[][] in, double[] tangent) {
    int width = mine.width();
    for (int lane = 0; lane < width; lane++) {
      Optional<StepBreak> cut = ended.get(lane).filter(StepBreak::isCut);
      pending[lane] = cut.isPresent() ? firstOf(mine.occurrences(lane), cut.get()) : -1;
    }
    while (anyPending(width)) {
      for (int event = 0; event < jumps.size(); event++) {
        if (choose(mine, ended, event)) {
          run(mine, ended, event, in, tangent);
        }
      }
    }
  }

  /// The first of the occurrences at a break.
  private static int firstOf(List<Occurrence> all, StepBreak at) {
    int from = at.occurrences();
    while (from > 0 && all.get(from - 1).time() == at.end()) {
      from--;
    }
    return from < at.occurrences() ? from : -1;
  }

  private boolean anyPending(int width) {
    for (int lane = 0; lane < width; lane++) {
      if (pending[lane] >= 0) {
        return true;
      }
    }
    return false;
  }

  /// Prepares the directions whose earliest occurrence left is of `event`.
  private boolean choose(Directions mine, List<Optional<StepBreak>> ended, int event) {
    int width = mine.width();
    boolean any = false;
    for (int lane = 0; lane < width; lane++) {
      chosen[lane] = false;
      t[lane] = 0;
      for (int i = 0; i < dimension; i++) {
        y[i * width + lane] = 1;
      }
      if (pending[lane] < 0) {
        continue;
      }
      Occurrence occurrence = mine.occurrences(lane).get(pending[lane]);
      if (occurrence.event() != event) {
        continue;
      }
      boolean more = pending[lane] + 1 < ended.get(lane).orElseThrow().occurrences();
      pending[lane] = more ? pending[lane] + 1 : -1;
      if (jumps.get(event).isPresent()) {
        chosen[lane] = true;
        any = true;
        t[lane] = occurrence.time();
        double[] before = occurrence.before();
        for (int i = 0; i < dimension; i++) {
          y[i * width + lane] = before[i];
        }
      }
    }
    return any;
  }

  private void run(
      Directions mine,
      List<Optional<StepBreak>> ended,
      int event,
      double[][] stepInputs,
      double[] tangent) {
    int width = mine.width();
    int count = (stepInputs.length - 1) / 2;
    double[][] in = new double[2 + count + 1 + count][];
    in[0] = t;
    in[1] = y;
    System.arraycopy(stepInputs, 0, in, 2, count);
    in[2 + count] = tangent;
    System.arraycopy(stepInputs, 1 + count, in, 3 + count, count);
    jumps.get(event).orElseThrow().run(in, new double[][] {onward, last, time}, width);
    for (int lane = 0; lane < width; lane++) {
      if (!chosen[lane]) {
        continue;
      }
      boolean isLast =
          pending[lane] < 0
              && ended.get(lane).orElseThrow().step() == mine.record(lane).steps() - 1
              && mine.outcome(lane) instanceof Outcome.EventStop;
      double[] after = isLast ? last : onward;
      timeTangent[lane] = time[lane];
      for (int i = 0; i < dimension; i++) {
        tangent[i * width + lane] = after[i * width + lane];
      }
    }
  }
}
