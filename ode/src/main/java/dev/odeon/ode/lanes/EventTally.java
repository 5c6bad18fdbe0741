package dev.odeon.ode.lanes;

import dev.odeon.ode.control.Limits;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.Outcome;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How often events have occurred in each lane of a block, and whether time still advances.
///
/// An event that occurs again and again within 10^-8 of the span chatters: 100 times in a row, or 4
/// times after ever shorter whiles, as the bounces of a ball that comes to rest.
public final class EventTally {
  private static final double CLOSE = 1e-8;
  private static final double SHORTER = 0.95;
  private static final int MOST_CLOSE = 100;
  private static final int MOST_SHORTER = 3;

  private final List<Event> events;
  private final double close;
  private final long most;
  private final long[] all;
  private final long[][] counts;
  private final int[][] streak;
  private final int[][] shorter;
  private final double[][] last;
  private final double[][] gap;

  /// Nothing has occurred yet in `lanes` lanes.
  public EventTally(List<Event> events, TimeSpan span, Limits limits, int lanes) {
    this.events = events;
    close = CLOSE * Math.abs(span.length());
    most = limits.occurrences();
    int count = events.size();
    all = new long[lanes];
    counts = new long[lanes][count];
    streak = new int[lanes][count];
    shorter = new int[lanes][count];
    last = new double[lanes][count];
    gap = new double[lanes][count];
    for (int lane = 0; lane < lanes; lane++) {
      start(lane);
    }
  }

  /// Forgets what occurred in a lane.
  public void start(int lane) {
    all[lane] = 0;
    Arrays.fill(counts[lane], 0);
    Arrays.fill(streak[lane], 0);
    Arrays.fill(shorter[lane], 0);
    Arrays.fill(last[lane], Double.NaN);
    Arrays.fill(gap[lane], Double.NaN);
  }

  /// How often event `event` has occurred.
  public long count(int lane, int event) {
    return counts[lane][event];
  }

  /// Counts the events that occur at `time`; how the lane ends, if that is too often.
  public @Nullable Outcome meet(int lane, double time, boolean[] occurs) {
    Outcome end = null;
    for (int i = 0; i < occurs.length; i++) {
      if (occurs[i] && end == null && isTooOften(lane, i, time)) {
        end = new Outcome.EventChatter(time, events.get(i).name(), all[lane]);
      }
      if (occurs[i]) {
        counts[lane][i]++;
        all[lane]++;
      }
    }
    return end;
  }

  private boolean isTooOften(int lane, int event, double time) {
    double now = Math.abs(time - last[lane][event]);
    boolean isClose = now <= Math.max(close, 1e4 * Math.ulp(time));
    boolean isShorter = isClose && now < SHORTER * gap[lane][event];
    streak[lane][event] = isClose ? streak[lane][event] + 1 : 0;
    shorter[lane][event] = isShorter ? shorter[lane][event] + 1 : 0;
    last[lane][event] = time;
    gap[lane][event] = now;
    return all[lane] >= most
        || streak[lane][event] > MOST_CLOSE
        || shorter[lane][event] > MOST_SHORTER;
  }
}
