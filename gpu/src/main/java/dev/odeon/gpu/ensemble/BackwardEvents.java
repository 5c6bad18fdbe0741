package dev.odeon.gpu.ensemble;

import static dev.odeon.nn.graph.LogicalFunction.AND;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes how the lanes of a block go back through the events that ended their steps: the last
/// occurrence of each lane first, and of those at hand one event after the other, by all lanes of
/// the block together, since they add up what the parameters get.
final class BackwardEvents {
  private final BackwardLane lane;
  private final List<Optional<SplitSums>> jumps;
  private final ProgramBuilder code;
  private final EventMemory memory;
  private final Variable first;
  private final Variable stopped;
  private final Variable cut;
  private final Variable pending;
  private final Variable isLast;
  private final Variable event;
  private final Variable time;

  BackwardEvents(BackwardLane lane, List<Optional<SplitSums>> jumps, ProgramBuilder code) {
    this.lane = lane;
    this.jumps = jumps;
    this.code = code;
    memory = EventMemory.of(code);
    first = code.number();
    stopped = code.truth();
    cut = code.number();
    pending = code.number();
    isLast = code.truth();
    event = code.number();
    time = code.number();
  }

  EventMemory memory() {
    return memory;
  }

  /// Number of occurrences up to the end of the step at hand if events cut it short, else 0.
  Variable cut() {
    return cut;
  }

  /// Reads what does not change on the way.
  void read() {
    code.load(first, memory.first(), lane.lane());
    Variable ending = code.number();
    lane.report(ending, lane.lane(), Report.CODE);
    code.set(stopped, x -> x.of(ending).compare(Comparison.EQ, Report.EVENT_STOP));
  }

  /// Puts the lane at its end, if that is the end of the span.
  void start() {
    Variable ending = code.number();
    lane.report(ending, lane.lane(), Report.CODE);
    Variable isWhole = code.let(x -> x.of(ending).compare(Comparison.EQ, Report.SUCCESS));
    code.when(
        isWhole, () -> code.load(lane.adjoint(), memory.endStates(), lane.lane(), lane.lanes()));
  }

  /// Goes back through what ended the steps at hand, all lanes of the block together.
  void jump() {
    code.set(
        List.of(pending, isLast),
        x -> {
          Tensor active = x.of(lane.active());
          Tensor last = x.of(lane.index()).compare(Comparison.EQ, x.of(lane.steps()).minus(1));
          return List.of(active.select(x.of(cut), x.number(0)), last.logical(AND, x.of(stopped)));
        });
    Variable goesOn = code.truth();
    Variable waits = code.truth();
    Runnable look =
        () -> {
          code.set(waits, x -> x.of(pending).compare(Comparison.GT, 0));
          anyInBlock(goesOn, waits);
        };
    look.run();
    code.repeat(
        goesOn,
        () -> {
          for (int index = 0; index < jumps.size(); index++) {
            choose(index);
          }
          look.run();
        });
  }

  /// Whether something holds for any lane of the block.
  private void anyInBlock(Variable target, Variable truth) {
    Variable one = code.let(x -> x.of(truth).select(x.number(1), x.number(0)));
    code.sum(List.of(one), lane.thread(), memory.votes(), lane.block());
    Variable count = code.number();
    code.load(count, memory.votes(), lane.block());
    code.set(target, x -> x.of(count).compare(Comparison.GT, 0));
  }

  /// Lanes whose latest occurrence left is of event `index` go back through it.
  private void choose(int index) {
    Variable at = code.number();
    Variable mine = code.let(x -> x.truth(false));
    Variable waits = code.let(x -> x.of(pending).compare(Comparison.GT, 0));
    code.when(
        waits,
        () -> {
          double rows = 2.0 + lane.dimension();
          code.set(at, x -> x.of(first).plus(x.of(pending)).minus(1).times(rows));
          code.load(event, memory.occurrences(), at);
          Variable second = code.let(x -> x.of(at).plus(1));
          code.load(time, memory.occurrences(), second);
          code.set(
              List.of(mine, pending),
              x -> {
                Tensor isHere = x.of(time).compare(Comparison.EQ, x.of(lane.end()));
                Tensor is = isHere.logical(AND, x.of(event).compare(Comparison.EQ, index));
                Tensor left = x.of(pending);
                Tensor other = isHere.select(left, x.number(0));
                return List.of(is, is.select(left.minus(1), other));
              });
        });
    jumps.get(index).ifPresent(jump -> through(jump, mine, at));
  }

  private void through(SplitSums jump, Variable mine, Variable at) {
    Variable any = code.truth();
    anyInBlock(any, mine);
    code.when(any, () -> pull(jump, mine, at));
  }

  private void pull(SplitSums jump, Variable mine, Variable at) {
    TensorType vector = lane.adjoint().type();
    Variable t = code.let(x -> x.number(0));
    Variable endTime = code.let(x -> x.number(0));
    Variable y = code.let(x -> x.zeros(vector).plus(1));
    Variable onward = code.let(x -> x.zeros(vector));
    Variable last = code.let(x -> x.zeros(vector));
    code.when(
        mine,
        () -> {
          code.assign(t, time);
          Variable state = code.let(x -> x.of(at).plus(2));
          Variable one = code.let(x -> x.number(1));
          code.load(y, memory.occurrences(), state, one);
          code.when(
              isLast,
              () -> {
                code.load(last, memory.endStates(), lane.lane(), lane.lanes());
                code.load(endTime, memory.endTimes(), lane.lane());
                code.set(isLast, x -> x.truth(false));
              },
              () -> code.assign(onward, lane.adjoint()));
        });
    List<Operand> operands = new ArrayList<>(List.of(mine, t, y));
    operands.addAll(lane.parameters());
    operands.addAll(List.of(onward, last, endTime));
    List<Variable> results = lane.results(jump.own().outputs());
    code.apply(jump.own(), operands, results);
    code.when(mine, () -> take(results.subList(0, jump.outputs())));
    if (!jump.summed().isEmpty()) {
      new SharedSums(code, lane, memory.sums())
          .add(
              jump.after(),
              results.subList(jump.outputs(), results.size()),
              lane.thread(),
              List.of());
    }
  }

  private void take(List<Variable> mine) {
    code.assign(lane.adjoint(), mine.getFirst());
    for (int i = 0; i < lane.own().size(); i++) {
      Variable sum = lane.own().get(i);
      Variable part = mine.get(1 + i);
      code.set(sum, x -> x.of(sum).plus(x.of(part)));
    }
  }
}
