package dev.odeon.cli.fitfile;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Section `time`: the times at which a solution is wanted.
public sealed interface TimeSection {
  /// More times than this are refused.
  int MAX_POINTS = 1_000_000;

  /// The times of the data.
  record FromData() implements TimeSection {}

  /// Equally spaced times; `from` may be the later one.
  ///
  /// @param from the first time, where the initial values hold
  /// @param to the last time
  /// @param points how many times, both ends included
  record Span(double from, double to, int points) implements TimeSection {
    /// The times: `from`, ..., exactly `to`.
    public List<Double> times() {
      return IntStream.range(0, points).mapToObj(this::time).toList();
    }

    private double time(int i) {
      return i == points - 1 ? to : from + (to - from) * i / (points - 1);
    }
  }

  /// Listed times, ascending or descending; the initial values hold at the first.
  record At(List<Double> times) implements TimeSection {
    /// Copies the list.
    public At {
      times = List.copyOf(times);
    }
  }

  /// Reads the section; an empty one means the times of the data.
  static TimeSection read(Located value) {
    Keys keys = value.keys("from", "to", "points", "at");
    if (keys.optional("at").isPresent()) {
      if (Stream.of("from", "to", "points").anyMatch(key -> keys.optional(key).isPresent())) {
        throw value.fault("must have either 'at' or 'from' and 'to'");
      }
      return new At(listed(keys.required("at")));
    }
    if (keys.isEmpty()) {
      return new FromData();
    }
    Located to = keys.required("to");
    Span span =
        new Span(
            keys.required("from").number(),
            to.number(),
            keys.optional("points").map(points -> points.integer(2, MAX_POINTS)).orElse(101));
    if (span.from() == span.to()) {
      throw to.fault("the time range is empty: from and to are both " + span.to());
    }
    return span;
  }

  private static List<Double> listed(Located at) {
    List<Located> elements = at.list();
    if (elements.size() < 2 || elements.size() > MAX_POINTS) {
      throw at.fault("must list 2 to " + MAX_POINTS + " times, found " + elements.size());
    }
    List<Double> times = elements.stream().map(Located::number).toList();
    double direction = Math.signum(times.get(1) - times.get(0));
    for (int i = 1; i < times.size(); i++) {
      if (Math.signum(times.get(i) - times.get(i - 1)) != direction || direction == 0) {
        throw elements
            .get(i)
            .fault(
                "times must ascend or descend, found "
                    + times.get(i)
                    + " after "
                    + times.get(i - 1));
      }
    }
    return times;
  }
}
