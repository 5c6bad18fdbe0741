package dev.odeon.ode.step;

import static dev.odeon.nn.graph.LogicalFunction.AND;
import static dev.odeon.nn.graph.LogicalFunction.OR;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.Event;
import java.util.ArrayList;
import java.util.List;

/// The signed values of events at equally spaced points from one end of an interval to the other,
/// and what they tell: truth values `[k]`.
///
/// @param values one a point, [Event#INTERIOR] between the ends
record EventSamples(EventValues events, List<Tensor> values) {
  /// A parabola this close to zero, as a part of the least sample, is looked at.
  private static final double NEAR = 0.25;

  /// How far from its middle point, in distances of points, the vertex of a parabola may lie.
  private static final double OWN = 0.75;

  /// The same towards an end of the interval.
  private static final double OWN_AT_END = 1.25;

  /// A sample this small, as a part of the largest beside it, is looked at.
  private static final double SMALL = 1e-3;

  EventSamples {
    values = List.copyOf(values);
  }

  /// With the values at the ends given.
  static EventSamples between(
      EventValues events, Tensor from, Tensor to, Tensor first, Tensor last) {
    List<Tensor> values = new ArrayList<>(List.of(first));
    for (int j = 1; j <= Event.INTERIOR; j++) {
      values.add(events.at(time(from, to, j)));
    }
    values.add(last);
    return new EventSamples(events, values);
  }

  /// Point `j` of the interval.
  static Tensor time(Tensor from, Tensor to, int j) {
    if (j > Event.INTERIOR) {
      return to;
    }
    return to.minus(from).fma(from.scalar(j / (Event.INTERIOR + 1.0)), from);
  }

  /// Whether an event occurs between points `j` and `j + 1`.
  Tensor crosses(int j) {
    Tensor a = values.get(j);
    Tensor b = values.get(j + 1);
    Tensor up = a.compare(Comparison.LT, 0).logical(AND, b.compare(Comparison.GE, 0));
    Tensor down = a.compare(Comparison.GT, 0).logical(AND, b.compare(Comparison.LE, 0));
    return up.logical(AND, events.rises()).logical(OR, down.logical(AND, events.falls()));
  }

  /// Whether the parabola through points `j - 1`, `j` and `j + 1` of one sign turns between them,
  /// near zero or beyond.
  Tensor turns(int j) {
    Tensor before = values.get(j - 1);
    Tensor middle = values.get(j);
    Tensor after = values.get(j + 1);
    Tensor positive = before.min(middle).min(after).compare(Comparison.GT, 0);
    Tensor negative = before.max(middle).max(after).compare(Comparison.LT, 0);
    Tensor a = before.abs();
    Tensor b = middle.abs();
    Tensor c = after.abs();
    Tensor slope = a.minus(c);
    Tensor bend = a.plus(c).minus(b.times(2));
    // The vertex is slope / (2 bend) from the middle; each parabola answers for its part.
    double low = j == 1 ? -OWN_AT_END : -OWN;
    double high = j == values.size() - 2 ? OWN_AT_END : OWN;
    Tensor turn =
        bend.compare(Comparison.GT, 0)
            .logical(AND, slope.compare(Comparison.GE, bend.times(2 * low)))
            .logical(AND, slope.compare(Comparison.LE, bend.times(2 * high)));
    Tensor least = a.min(b).min(c);
    Tensor vertex = b.minus(slope.times(slope).dividedBy(bend.times(8)));
    Tensor near =
        vertex
            .compare(Comparison.LE, least.fma(least.scalar(NEAR), events.constant(Event::touch)))
            .logical(OR, least.compare(Comparison.LE, a.max(b).max(c).times(SMALL)));
    return positive.logical(OR, negative).logical(AND, turn).logical(AND, near);
  }

  /// Whether a value is NaN.
  Tensor isBroken() {
    Tensor broken = null;
    for (Tensor value : values) {
      Tensor nan = value.compare(Comparison.NE, value);
      broken = broken == null ? nan : broken.logical(OR, nan);
    }
    return java.util.Objects.requireNonNull(broken);
  }

  /// Whether there is anything to look at.
  Tensor isNotable() {
    Tensor notable = isBroken();
    for (int j = 0; j < values.size() - 1; j++) {
      notable = notable.logical(OR, crosses(j));
    }
    for (int j = 1; j < values.size() - 1; j++) {
      notable = notable.logical(OR, turns(j));
    }
    return notable;
  }

  /// Whether any element holds, scalar.
  static Tensor any(Tensor truth, Tensor scalar) {
    return truth.select(scalar.scalar(1), scalar.scalar(0)).sum().compare(Comparison.GT, 0);
  }
}
