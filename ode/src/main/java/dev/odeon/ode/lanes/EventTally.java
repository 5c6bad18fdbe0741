package dev.odeon.ode.lanes;

import dev.odeon.ode.problem.Event;
import dev.odeon.ode.solution.Outcome;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How often events have occurred in each lane of a block, and whether time still advances.
final class EventTally {
  /// Times at which events occur this close together, as a part of the span, are no progress.
  private static final double CLOSE = 1e-9;

  /// Most such times in a row.
  private static final int MOST_CLOSE = 100;

  private final List<Event> events;
  private final double close;
  private final long most;
  private final long[][] counts;
  private final long[] all = new long[Blocks.SIZE];
  private final int[] streak = new int[Blocks.SIZE];
  private final double[] last = new double[Blocks.SIZE];

  EventTally(LaneProgram program, int count) {
    events = program.events().events();
    close = CLOSE * Math.abs(program.span().length());
    most = program.plan().limits().occurrences();
    counts = new long[Blocks.SIZE][count];
  }

  void start(int lane) {
    Arrays.fill(counts[lane], 0);
    all[lane] = 0;
    streak[lane] = 0;
    last[lane] = Double.NaN;
  }

  /// How often event `event` has occurred.
  long count(int lane, int event) {
    return counts[lane][event];
  }

  /// Counts the events that occur at `time`; how the lane ends, if that is too often.
  @Nullable Outcome meet(int lane, double time, boolean[] occurs) {
    streak[lane] = Math.abs(time - last[lane]) <= close ? streak[lane] + 1 : 0;
    last[lane] = time;
    int first = -1;
    long before = all[lane];
    for (int i = 0; i < occurs.length; i++) {
      if (occurs[i]) {
        first = first < 0 ? i : first;
        counts[lane][i]++;
        all[lane]++;
      }
    }
    return streak[lane] > MOST_CLOSE || all[lane] > most
        ? new Outcome.EventChatter(time, events.get(first).name(), before)
        : null;
  }
}
