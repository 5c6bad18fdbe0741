package dev.odeon.ode.step;

import static dev.odeon.nn.graph.LogicalFunction.AND;
import static dev.odeon.nn.graph.LogicalFunction.OR;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.TracedEvents;
import java.util.ArrayList;
import java.util.List;

/// Where each event first occurs within a part of a step, as traced expressions for one trajectory.
///
/// The first pair of points between which the function passes zero brackets a root; a turn near
/// zero before it is followed down by golden sections, and is a bracket if the function passes zero
/// there. Brackets are narrowed by the method of interpolation, truncation and projection, which
/// never needs more than one round more than bisection: Oliveira, Takahashi, An enhancement of the
/// bisection method average performance preserving minmax optimality, ACM Transactions on
/// Mathematical Software 47 (2020), with kappa_1 = 0.2 / (b - a), kappa_2 = 2 and n_0 = 1.
final class EventLocation {
  /// How far into the interval an event that has just occurred is looked at again, beside the ends
  /// and the points of [EventSamples].
  private static final double[] NUDGES = {0x1p-40, 0x1p-30, 0x1p-20, 0x1p-10};

  /// The same, at least, in units in the last place of time.
  private static final double LEAST_NUDGE = 100;

  /// The same for states of single precision, as a part of the step: the function of an event is no
  /// smoother than its state.
  private static final double SINGLE_NUDGE = 0x1p-12;

  private static final double GOLDEN = (3 - Math.sqrt(5)) / 2;
  private static final double TURN_WIDTH = 1e-8;
  private static final double TWO_ULPS = 0x1p-51;

  private final TracedEvents events;
  private final Graph interpolant;
  private final StepPoint point;
  private final List<Tensor> dense;
  private final EventValues values;

  EventLocation(TracedEvents events, Graph interpolant, StepPoint point, List<Tensor> dense) {
    this.events = events;
    this.interpolant = interpolant;
    this.point = point;
    this.dense = dense;
    values = new EventValues(events, interpolant, point, dense);
  }

  /// An interval that holds a root, or its place itself, for each event, `[k]`.
  ///
  /// @param found whether there is one
  private record Bracket(Tensor found, Tensor low, Tensor high, Tensor atLow, Tensor atHigh) {}

  /// `found`, the ends of the narrowed brackets, and whether a function was NaN, `[k]` each.
  ///
  /// @param fired whether an event occurred at `from`, `[k]`, numbers
  /// @param start values at `from`, not signed, `[k]`
  List<Tensor> trace(Tensor from, Tensor to, Tensor fired, Tensor start) {
    Tensor length = to.minus(from);
    Tensor again = fired.compare(Comparison.NE, 0);
    List<Tensor> times = new ArrayList<>();
    List<Tensor> seen = new ArrayList<>();
    Tensor least = leastNudge(from, to);
    for (double nudge : NUDGES) {
      Tensor off = least.max(length.abs().times(nudge)).min(length.abs().times(0.125));
      Tensor place = off.fma(values.direction(), from);
      Tensor value = values.each(place);
      boolean first = times.isEmpty();
      times.add(first ? again.select(place, from) : place);
      seen.add(first ? again.select(value, start.times(values.direction())) : value);
    }
    EventSamples samples = EventSamples.between(values, from, to, seen.getFirst(), values.at(to));
    List<Tensor> spread = new ArrayList<>(List.of(times.getFirst()));
    for (int j = 1; j < samples.values().size(); j++) {
      spread.add(EventSamples.time(from, to, j));
    }
    times.addAll(spread.subList(1, spread.size()));
    seen.addAll(samples.values().subList(1, spread.size()));
    Bracket crossing = firstCrossing(new EventSamples(values, seen), times);
    Bracket root = narrow(followTurn(samples, spread, length, crossing));
    Tensor one = from.scalar(1);
    Tensor zero = from.scalar(0);
    return List.of(
        root.found().select(one, zero),
        root.low(),
        root.high(),
        samples.isBroken().select(one, zero));
  }

  /// How long after an occurrence its location surely lies behind.
  private Tensor leastNudge(Tensor from, Tensor to) {
    Tensor rounding = from.abs().max(to.abs()).times(LEAST_NUDGE * TWO_ULPS / 2);
    Tensor resolution =
        point.y().dtype() == DType.F64
            ? rounding
            : rounding.max(point.step().abs().times(SINGLE_NUDGE));
    return values.constant(event -> 4 * event.tolerance()).max(resolution);
  }

  private Bracket firstCrossing(EventSamples samples, List<Tensor> times) {
    Tensor zeros = samples.values().getFirst().zeros();
    Bracket first = new Bracket(zeros.compare(Comparison.NE, 0), zeros, zeros, zeros, zeros);
    for (int j = samples.values().size() - 2; j >= 0; j--) {
      first =
          choose(
              samples.crosses(j),
              new Bracket(
                  first.found(),
                  times.get(j),
                  times.get(j + 1),
                  samples.values().get(j),
                  samples.values().get(j + 1)),
              first);
    }
    return first;
  }

  private static Bracket choose(Tensor condition, Bracket yes, Bracket no) {
    return new Bracket(
        no.found().logical(OR, condition),
        condition.select(yes.low(), no.low()),
        condition.select(yes.high(), no.high()),
        condition.select(yes.atLow(), no.atLow()),
        condition.select(yes.atHigh(), no.atHigh()));
  }

  /// The bracket at the first turn near zero, if that comes before `crossing` and holds a root.
  private Bracket followTurn(
      EventSamples samples, List<Tensor> times, Tensor length, Bracket crossing) {
    Tensor zeros = samples.values().getFirst().zeros();
    Bracket turn = new Bracket(zeros.compare(Comparison.NE, 0), zeros, zeros, zeros, zeros);
    for (int j = samples.values().size() - 2; j >= 1; j--) {
      turn =
          choose(
              samples.turns(j),
              new Bracket(
                  turn.found(),
                  times.get(j - 1),
                  times.get(j + 1),
                  samples.values().get(j - 1),
                  samples.values().get(j + 1)),
              turn);
    }
    Tensor ahead = crossing.low().minus(turn.low()).times(values.direction());
    Tensor active =
        turn.found()
            .logical(AND, crossing.found().not().logical(OR, ahead.compare(Comparison.GT, 0)));
    Tensor sign = turn.atLow().unary(UnaryFunction.SIGN);
    List<Tensor> least = descend(turn, active, sign, length);
    Tensor place = least.get(0);
    Tensor magnitude = least.get(1);
    Tensor passes = active.logical(AND, magnitude.compare(Comparison.LT, 0));
    Tensor margin = turn.high().minus(turn.low()).abs().times(100 * TURN_WIDTH);
    Tensor within =
        place
            .minus(turn.low())
            .abs()
            .min(turn.high().minus(place).abs())
            .compare(Comparison.GT, margin);
    Tensor touches =
        active
            .logical(AND, within)
            .logical(AND, magnitude.compare(Comparison.LE, values.constant(Event::touch)));
    Tensor value = magnitude.times(sign);
    Tensor down =
        sign.compare(Comparison.GT, 0)
            .logical(AND, values.falls())
            .logical(OR, sign.compare(Comparison.LT, 0).logical(AND, values.rises()));
    Bracket in = new Bracket(crossing.found(), turn.low(), place, turn.atLow(), value);
    Bracket out = new Bracket(crossing.found(), place, turn.high(), value, turn.atHigh());
    Bracket touch = new Bracket(crossing.found(), place, place, value, value);
    Bracket touched = choose(touches, touch, crossing);
    return choose(passes, choose(down, in, out), touched);
  }

  /// The place of the least `sign * g` between the ends of `turn`, and that; the first place found
  /// where it is negative.
  private List<Tensor> descend(Bracket turn, Tensor active, Tensor sign, Tensor length) {
    Tensor width = turn.high().minus(turn.low());
    Tensor inner = width.fma(width.scalar(GOLDEN), turn.low());
    Tensor outer = width.fma(width.scalar(1 - GOLDEN), turn.low());
    Tensor enough = length.abs().times(TURN_WIDTH);
    Tensor one = length.scalar(1);
    Tensor zero = length.scalar(0);
    List<Tensor> constants = constants(List.of(active.select(one, zero), sign, enough));
    List<Tensor> start =
        List.of(
            turn.low(),
            turn.high(),
            inner,
            outer,
            values.each(inner).times(sign),
            values.each(outer).times(sign));
    List<Tensor> end =
        Loop.whileTrue(
            constants, start, (c, x) -> EventSamples.any(descends(c, x), c.get(2)), this::section);
    Tensor lower = end.get(4).compare(Comparison.LT, end.get(5));
    return List.of(lower.select(end.get(2), end.get(3)), lower.select(end.get(4), end.get(5)));
  }

  private static Tensor descends(List<Tensor> c, List<Tensor> x) {
    return c.get(0)
        .compare(Comparison.NE, 0)
        .logical(AND, x.get(1).minus(x.get(0)).abs().compare(Comparison.GT, c.get(2)))
        .logical(AND, x.get(4).min(x.get(5)).compare(Comparison.GE, 0));
  }

  private List<Tensor> section(List<Tensor> c, List<Tensor> x) {
    Tensor goes = descends(c, x);
    Tensor left = x.get(4).compare(Comparison.LT, x.get(5));
    Tensor low = left.select(x.get(0), x.get(2));
    Tensor high = left.select(x.get(3), x.get(1));
    Tensor width = high.minus(low);
    Tensor part = left.select(width.scalar(GOLDEN), width.scalar(1 - GOLDEN));
    Tensor fresh = width.fma(part, low);
    Tensor value = here(c, 3).each(fresh).times(c.get(1));
    List<Tensor> next =
        List.of(
            low,
            high,
            left.select(fresh, x.get(3)),
            left.select(x.get(2), fresh),
            left.select(value, x.get(5)),
            left.select(x.get(4), value));
    return keep(goes, next, x);
  }

  private Bracket narrow(Bracket root) {
    Tensor width = root.high().minus(root.low()).abs();
    Tensor resolution = point.t().abs().times(TWO_ULPS / 4);
    Tensor least = values.constant(Event::tolerance).max(resolution);
    Tensor one = resolution.scalar(1);
    Tensor zero = resolution.scalar(0);
    List<Tensor> constants = constants(List.of(root.found().select(one, zero), width, least));
    List<Tensor> start = List.of(root.low(), root.high(), root.atLow(), root.atHigh(), width);
    List<Tensor> end =
        Loop.whileTrue(
            constants, start, (c, x) -> EventSamples.any(isWide(c, x), c.get(2)), this::round);
    return new Bracket(root.found(), end.get(0), end.get(1), end.get(2), end.get(3));
  }

  private static Tensor isWide(List<Tensor> c, List<Tensor> x) {
    Tensor low = x.get(0);
    Tensor high = x.get(1);
    Tensor least =
        low.abs()
            .max(high.abs())
            .fma(low.scalar(TWO_ULPS), low.scalar(Double.MIN_NORMAL))
            .max(c.get(2));
    return c.get(0)
        .compare(Comparison.NE, 0)
        .logical(AND, high.minus(low).abs().compare(Comparison.GT, least));
  }

  private List<Tensor> round(List<Tensor> c, List<Tensor> x) {
    Tensor goes = isWide(c, x);
    Tensor low = x.get(0);
    Tensor high = x.get(1);
    Tensor atLow = x.get(2);
    Tensor atHigh = x.get(3);
    Tensor reach = x.get(4);
    Tensor place = place(c.get(1), low, high, atLow, atHigh, reach);
    Tensor value = here(c, 3).each(place);
    Tensor before =
        value
            .compare(Comparison.GT, 0)
            .logical(AND, atLow.compare(Comparison.GT, 0))
            .logical(
                OR, value.compare(Comparison.LT, 0).logical(AND, atLow.compare(Comparison.LT, 0)));
    List<Tensor> next =
        List.of(
            before.select(place, low),
            before.select(high, place),
            before.select(value, atLow),
            before.select(atHigh, value),
            reach.times(0.5));
    return keep(goes, next, x);
  }

  /// The next place to look at, strictly inside the bracket.
  private static Tensor place(
      Tensor whole, Tensor low, Tensor high, Tensor atLow, Tensor atHigh, Tensor reach) {
    Tensor width = high.minus(low);
    Tensor half = width.fma(width.scalar(0.5), low);
    Tensor secant = width.fma(atLow.dividedBy(atLow.minus(atHigh)), low);
    Tensor off = half.minus(secant);
    Tensor sign = off.unary(UnaryFunction.SIGN);
    Tensor delta = width.times(width).times(0.2).dividedBy(whole);
    Tensor truncated =
        off.abs().compare(Comparison.GT, delta).select(sign.fma(delta, secant), half);
    Tensor radius = reach.minus(width.abs().times(0.5));
    Tensor projected =
        truncated
            .minus(half)
            .abs()
            .compare(Comparison.LE, radius)
            .select(truncated, half.minus(sign.times(radius)));
    Tensor inside = projected.minus(low).times(high.minus(projected)).compare(Comparison.GT, 0);
    return inside.select(projected, half);
  }

  private static List<Tensor> keep(Tensor condition, List<Tensor> now, List<Tensor> before) {
    List<Tensor> kept = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      kept.add(condition.select(now.get(i), before.get(i)));
    }
    return kept;
  }

  /// What the rounds of a loop read: three vectors of its own, then the step.
  private List<Tensor> constants(List<Tensor> own) {
    List<Tensor> constants = new ArrayList<>(own);
    constants.addAll(List.of(point.t(), point.step(), point.y()));
    constants.addAll(dense);
    constants.addAll(point.p());
    return constants;
  }

  /// The events along the step as the rounds of a loop see it.
  private EventValues here(List<Tensor> c, int first) {
    int parameters = first + 3 + dense.size();
    StepPoint inside =
        new StepPoint(
            c.get(first),
            c.get(first + 1),
            c.get(first + 2),
            List.of(),
            c.subList(parameters, c.size()));
    return new EventValues(events, interpolant, inside, c.subList(first + 3, parameters));
  }
}
