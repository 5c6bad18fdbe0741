package dev.odeon.gpu.ensemble;

import static dev.odeon.nn.graph.LogicalFunction.AND;
import static dev.odeon.nn.graph.LogicalFunction.OR;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Which events of a trajectory occur next, and whether they do too often: what `EventCluster` and
/// `EventTally` of `ode.lanes` decide, as traced expressions.
final class EventDecisions {
  private static final double SPREAD = 4;
  private static final double CLOSE = 1e-8;
  private static final double SHORTER = 0.95;
  private static final int MOST_CLOSE = 100;
  private static final int MOST_SHORTER = 3;
  private static final long EXPONENT = 0x7ff0000000000000L;

  private EventDecisions() {}

  /// The distance of a number from the next, as `Math.ulp`.
  static Tensor ulp(Tensor x) {
    Tensor bits = x.tracer().apply1(new Op.BitcastConvert(DType.I64), x);
    Tensor mask = x.tracer().constant(Literal.ofIntegers(TensorType.scalar(DType.I64), EXPONENT));
    Tensor power =
        x.tracer()
            .apply1(new Op.BitcastConvert(DType.F64), bits.logical(LogicalFunction.AND, mask));
    return power.times(0x1p-52).max(power.scalar(Double.MIN_VALUE));
  }

  /// Which of `count` events occur together, the earliest and those that cannot be told from it:
  /// `(whether any does, when, 1 for each that does)`.
  ///
  /// @param found 1 for each event that occurs, `[k]`
  /// @param high where each has passed zero, `[k]`
  static List<Tensor> cluster(Tensor found, Tensor high, double direction) {
    int count = found.type().size();
    Tensor never = found.get(0).scalar(Double.POSITIVE_INFINITY);
    Tensor time = never;
    List<Tensor> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Tensor occurs = found.get(i).compare(Comparison.NE, 0);
      times.add(occurs.select(high.get(i).times(direction), never));
      time = time.min(times.getLast());
    }
    Tensor room = ulp(time).fma(time.scalar(SPREAD), time);
    Tensor latest = time;
    for (Tensor one : times) {
      latest = one.compare(Comparison.LE, room).select(latest.max(one), latest);
    }
    Tensor any = time.compare(Comparison.LT, Double.POSITIVE_INFINITY);
    Tensor last = latest.times(direction);
    List<Tensor> marks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Tensor occurs =
          found
              .get(i)
              .compare(Comparison.NE, 0)
              .logical(AND, high.get(i).minus(last).times(direction).compare(Comparison.LE, 0))
              .logical(AND, any);
      marks.add(occurs.select(last.scalar(1), last.scalar(0)));
    }
    return List.of(any, last, Tensor.concatenate(marks));
  }

  /// What is remembered of the occurrences of `k` events: how often each occurred, how often it did
  /// so soon after the last time, and ever sooner, when last, and after what while; and how often
  /// any did. All `[k]`, the last a scalar.
  record Tally(Tensor counts, Tensor streak, Tensor shorter, Tensor last, Tensor gap, Tensor all) {}

  /// Counts the events that occur at `time`; -1, or the first that does so too often, then the
  /// number of occurrences before that, then the parts of the tally.
  ///
  /// @param length of the time span
  /// @param most occurrences
  static List<Tensor> meet(Tally tally, Tensor occurs, Tensor time, double length, long most) {
    Tensor close = time.scalar(CLOSE * Math.abs(length)).max(ulp(time).times(1e4));
    Tensor all = tally.all();
    Tensor chatters = time.scalar(-1);
    Tensor before = time.scalar(0);
    List<List<Tensor>> parts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      parts.add(new ArrayList<>());
    }
    for (int i = 0; i < occurs.type().size(); i++) {
      Tensor now = occurs.get(i).compare(Comparison.NE, 0);
      Tensor looks = now.logical(AND, chatters.compare(Comparison.LT, 0));
      Tensor while_ = time.minus(tally.last().get(i)).abs();
      Tensor isClose = while_.compare(Comparison.LE, close);
      Tensor isShorter =
          isClose.logical(AND, while_.compare(Comparison.LT, tally.gap().get(i).times(SHORTER)));
      Tensor streak = next(looks, isClose, tally.streak().get(i));
      Tensor shorter = next(looks, isShorter, tally.shorter().get(i));
      Tensor tooOften =
          all.compare(Comparison.GE, (double) most)
              .logical(OR, streak.compare(Comparison.GT, MOST_CLOSE))
              .logical(OR, shorter.compare(Comparison.GT, MOST_SHORTER))
              .logical(AND, looks);
      chatters = tooOften.select(chatters.scalar(i), chatters);
      before = tooOften.select(all, before);
      Tensor count = tally.counts().get(i);
      parts.get(0).add(now.select(count.plus(1), count));
      parts.get(1).add(streak);
      parts.get(2).add(shorter);
      parts.get(3).add(looks.select(time, tally.last().get(i)));
      parts.get(4).add(looks.select(while_, tally.gap().get(i)));
      all = now.select(all.plus(1), all);
    }
    List<Tensor> results = new ArrayList<>(List.of(chatters, before));
    parts.forEach(part -> results.add(Tensor.concatenate(part)));
    results.add(all);
    return results;
  }

  private static Tensor next(Tensor looks, Tensor holds, Tensor number) {
    return looks.select(holds.select(number.plus(1), number.scalar(0)), number);
  }
}
