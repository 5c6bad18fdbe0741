package dev.odeon.gpu.ensemble;

import static dev.odeon.nn.graph.LogicalFunction.AND;
import static dev.odeon.nn.graph.LogicalFunction.OR;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.TracedEvents;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import dev.odeon.ode.step.EventGraphs;
import java.util.ArrayList;
import java.util.List;

/// Finds the events that occur in a step and lets them act.
final class TrajectoryEvents {
  private static final int FOUND = 0;
  private static final int HIGH = 2;
  private static final int BROKEN = 3;

  private final Trajectory self;
  private final ProgramBuilder code;
  private final TracedEvents events;
  private final EventGraphs graphs;
  private final int count;
  private final int dimension;

  private final Variable fired;
  private final List<Variable> tally;

  /// Number of occurrences that were kept.
  private final Variable kept;

  private final Variable cut;
  private final Variable changed;
  private final Variable searching;
  private final Variable from;
  private final Variable to;
  private final Variable time;
  private final Variable values;

  /// The state before any change, and after those that were made.
  private final Variable y;

  private final Variable current;

  TrajectoryEvents(Trajectory self) {
    this.self = self;
    code = self.code;
    events = self.program.events();
    graphs = new EventGraphs(self.program.steps(), events);
    count = events.count();
    dimension = self.program.steps().field().dimension();
    TensorType each = TensorType.f64(count);
    TensorType state = self.carry.types().get(Carry.Y);
    fired = code.variable(each);
    tally = code.variables(List.of(each, each, each, each, each, TensorType.f64()));
    kept = code.number();
    cut = code.truth();
    changed = code.truth();
    searching = code.truth();
    from = code.number();
    to = code.number();
    time = code.number();
    values = code.variable(each);
    y = code.variable(state);
    current = code.variable(state);
  }

  /// Whether an event cut the step short.
  Variable cut() {
    return cut;
  }

  /// Number of occurrences that were kept so far.
  Variable occurred() {
    return kept;
  }

  /// Whether an event changed the state, so that the method is to begin anew.
  Variable changed() {
    return changed;
  }

  /// Takes a lane: nothing has occurred yet.
  void start() {
    code.set(
        tally,
        x -> {
          Tensor none = x.numbers(new double[count]);
          Tensor unknown = none.minus(Double.NaN);
          return List.of(none, none, none, unknown, unknown, x.number(0));
        });
    code.set(
        List.of(kept, fired, cut, changed),
        x -> List.of(x.number(0), x.numbers(new double[count]), x.truth(false), x.truth(false)));
  }

  private Variable atStart() {
    return self.before.getLast();
  }

  /// What begins at zero does not occur there; ends the lane if a function is NaN at its start.
  void begin() {
    double start = self.program.span().start();
    code.when(
        self.first,
        () -> {
          code.set(
              fired,
              x -> {
                Tensor value = x.of(atStart());
                return value.compare(Comparison.EQ, 0).select(value.zeros().plus(1), value.zeros());
              });
          code.set(
              List.of(self.end, self.which, self.when),
              x -> {
                Tensor broken = x.number(-1);
                for (int i = count - 1; i >= 0; i--) {
                  Tensor value = x.of(atStart()).get(i);
                  broken = value.compare(Comparison.NE, value).select(x.number(i), broken);
                }
                Tensor fails =
                    broken
                        .compare(Comparison.GE, 0)
                        .logical(AND, x.of(self.end).compare(Comparison.EQ, Report.RUNNING));
                return List.of(
                    fails.select(x.number(Report.EVENT_FAILED), x.of(self.end)),
                    fails.select(broken, x.of(self.which)),
                    fails.select(x.number(start), x.of(self.when)));
              });
        },
        () ->
            code.when(
                changed,
                () ->
                    code.set(
                        fired,
                        x -> {
                          Tensor value = x.of(atStart());
                          return value
                              .compare(Comparison.EQ, 0)
                              .select(value.zeros().plus(1), x.of(fired));
                        })));
  }

  /// The next step is to be looked at whatever happens in it, if an event has just occurred.
  void aim() {
    double now = -self.direction() * Double.POSITIVE_INFINITY;
    code.set(
        self.save,
        x -> {
          Tensor any = x.of(fired).sum().compare(Comparison.GT, 0);
          return any.select(x.number(now), x.of(self.save));
        });
  }

  /// Lets events act in the step, if it was accepted. If one of them cuts it short it ends there,
  /// with the state before any change.
  ///
  /// @param always whether every step is looked at, not only those whose attempt asked for it
  void locate(boolean always) {
    code.set(
        List.of(cut, changed, searching, from, to),
        x -> {
          Tensor t = x.of(self.before.get(Carry.T));
          Tensor asked = x.of(self.rest.get(Attempt.ATTENTION)).compare(Comparison.NE, 0);
          return List.of(
              x.truth(false),
              x.truth(false),
              always ? x.of(self.taken()) : x.of(self.taken()).logical(AND, asked),
              t,
              x.of(self.after.get(Carry.T)));
        });
    code.assign(values, self.before.getLast());
    code.repeat(searching, this::search);
  }

  private List<Operand> inside(Variable... own) {
    List<Operand> operands = new ArrayList<>(List.of(own));
    operands.add(self.before.get(Carry.Y));
    operands.addAll(self.dense());
    return self.with(operands);
  }

  private void search() {
    Variable t = self.before.get(Carry.T);
    List<Variable> located =
        code.apply(graphs.location(), inside(from, to, t, self.tried(), fired, values));
    Variable broken =
        code.let(
            x -> {
              Tensor first = x.number(-1);
              for (int i = count - 1; i >= 0; i--) {
                Tensor is = x.of(located.get(BROKEN)).get(i).compare(Comparison.NE, 0);
                first = is.select(x.number(i), first);
              }
              return first;
            });
    Variable fails = code.let(x -> x.of(broken).compare(Comparison.GE, 0));
    code.set(searching, x -> x.truth(false));
    code.when(
        fails,
        () -> end(Report.EVENT_FAILED, from, broken),
        () -> {
          Variable any = code.truth();
          code.set(
              List.of(any, time, fired),
              x ->
                  EventDecisions.cluster(
                      x.of(located.get(FOUND)), x.of(located.get(HIGH)), self.direction()));
          code.when(any, this::occur);
        });
  }

  private void end(int code, Variable when, Variable which) {
    this.code.set(self.end, x -> x.number(code));
    this.code.assign(List.of(self.when, self.which), List.of(when, which));
  }

  private void occur() {
    enter();
    meet();
    for (int event = 0; event < count; event++) {
      int index = event;
      Variable acts = acts(event);
      code.when(acts, () -> act(index));
    }
    Variable ends =
        code.let(
            x -> x.of(self.end).compare(Comparison.NE, Report.RUNNING).logical(OR, x.of(changed)));
    code.when(
        ends,
        () -> {
          code.set(cut, x -> x.truth(true));
          code.assign(List.of(self.after.get(Carry.T), self.after.get(Carry.Y)), List.of(time, y));
        },
        () -> {
          code.assign(from, time);
          code.set(
              searching,
              x -> {
                Tensor left = x.of(to).minus(x.of(time)).abs();
                return left.compare(Comparison.GT, EventDecisions.ulp(x.of(to)).times(16));
              });
        });
  }

  private void enter() {
    Variable atEnd =
        code.let(x -> x.of(time).compare(Comparison.EQ, x.of(self.after.get(Carry.T))));
    code.when(
        atEnd,
        () ->
            code.assign(List.of(y, values), List.of(self.after.get(Carry.Y), self.after.getLast())),
        () -> {
          Variable t = self.before.get(Carry.T);
          code.apply(graphs.inside(), inside(time, t, self.tried()), List.of(y, values));
        });
    code.assign(current, y);
  }

  private void meet() {
    Variable chatters = code.number();
    Variable before = code.number();
    List<Variable> results = new ArrayList<>(List.of(chatters, before));
    results.addAll(tally);
    code.set(
        results,
        x -> {
          List<Tensor> parts = tally.stream().map(x::of).toList();
          EventDecisions.Tally known =
              new EventDecisions.Tally(
                  parts.get(0),
                  parts.get(1),
                  parts.get(2),
                  parts.get(3),
                  parts.get(4),
                  parts.get(5));
          return EventDecisions.meet(
              known,
              x.of(fired),
              x.of(time),
              self.program.span().length(),
              self.program.plan().limits().occurrences());
        });
    Variable tooOften = code.let(x -> x.of(chatters).compare(Comparison.GE, 0));
    code.when(
        tooOften,
        () -> {
          end(Report.EVENT_CHATTER, time, chatters);
          code.assign(self.size, before);
        });
  }

  private Variable acts(int event) {
    return code.let(
        x ->
            x.of(self.end)
                .compare(Comparison.EQ, Report.RUNNING)
                .logical(AND, x.of(fired).get(event).compare(Comparison.NE, 0)));
  }

  private void act(int event) {
    Variable index = code.let(x -> x.number(event));
    if (events.changes().get(event).isEmpty()) {
      keep(index, current);
      endAt(event, index);
      return;
    }
    Graph change = events.changes().get(event).orElseThrow();
    Variable fresh = code.apply(change, self.with(List.of(time, current))).getFirst();
    Variable finite =
        code.let(
            x -> {
              Tensor all = x.truth(true);
              for (int i = 0; i < dimension; i++) {
                Tensor one =
                    x.of(fresh).get(i).abs().compare(Comparison.LT, Double.POSITIVE_INFINITY);
                all = all.logical(AND, one);
              }
              return all;
            });
    code.when(
        finite,
        () -> {
          keep(index, fresh);
          code.assign(current, fresh);
          code.set(changed, x -> x.truth(true));
          endAt(event, index);
        },
        () -> end(Report.EVENT_FAILED, time, index));
  }

  private void endAt(int event, Variable index) {
    Event declared = events.events().get(event);
    if (declared.last() == Long.MAX_VALUE) {
      return;
    }
    Variable last =
        code.let(
            x ->
                x.of(tally.getFirst()).get(event).compare(Comparison.GE, (double) declared.last()));
    code.when(last, () -> end(Report.EVENT_STOP, time, index));
  }

  /// Keeps an occurrence, if there is room.
  private void keep(Variable index, Variable next) {
    Variable row = code.count(self.memory.occurred());
    Variable fits = code.let(x -> x.of(row).compare(Comparison.LT, x.of(self.room)));
    code.when(
        fits,
        () -> {
          Variable numbers =
              code.let(
                  x ->
                      Tensor.concatenate(
                          x.of(self.lane),
                          x.of(kept),
                          x.of(index),
                          x.of(time),
                          x.of(current),
                          x.of(next)));
          Variable at = code.let(x -> x.of(row).times(2.0 * dimension + 4));
          code.store(numbers, self.memory.occurrences(), at, self.one);
        });
    code.set(kept, x -> x.of(kept).plus(1));
  }

  /// The state after a change is where the method begins anew.
  void resume() {
    code.when(changed, () -> code.assign(self.after.get(Carry.Y), current));
  }
}
