package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BackwardGraphs;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes the backward sweep of one lane: sweeps go by the number of the step, from that of the
/// last step of the longest lane of the block down, and all threads of the block add up what the
/// parameters get from that sweep: lanes that have the step side by side, as if there were no
/// others.
final class BackwardWriter {
  private static final int BLOCK = 64;

  private final LaneIntegrator integrator;
  private final BackwardGraphs graphs;
  private final SplitSums parts;
  private final ProgramBuilder code = new ProgramBuilder();
  private final BackwardMemory memory;
  private final List<ValueType> types;
  private final int dimension;
  private final int savedAtStart;
  private final boolean inside;

  private final Variable lanes = code.argument();
  private final Variable thread = code.number();
  private final Variable block = code.number();
  private final Variable lane = code.number();
  private final Variable one = code.number();
  private final Variable t = code.number();
  private final Variable h = code.number();
  private final Variable end = code.number();
  private final Variable index = code.number();
  private final Variable steps = code.number();
  private final Variable cursor = code.number();
  private final Variable active = code.truth();
  private final Variable y;
  private final Variable adjoint;
  private final Variable state;
  private final List<Variable> stages;
  private final List<Operand> parameters = new ArrayList<>();
  private final List<Variable> own = new ArrayList<>();

  BackwardWriter(LaneIntegrator integrator, BackwardGraphs graphs, SplitSums parts) {
    this.integrator = integrator;
    this.graphs = graphs;
    this.parts = parts;
    types = integrator.steps().field().parameterTypes();
    dimension = integrator.steps().field().dimension();
    double start = integrator.span().start();
    savedAtStart =
        (int) Arrays.stream(integrator.saveAt().toArray()).takeWhile(time -> time == start).count();
    inside = BackwardGraphs.savesWithinSteps(integrator);
    memory = BackwardMemory.of(code, types, graphs.step().shared().outputs());
    TensorType vector = TensorType.f64(dimension);
    y = code.variable(vector);
    adjoint = code.variable(vector);
    state = code.variable(vector);
    stages = code.variables(integrator.steps().interpolated());
    for (int i = 0; i < types.size(); i++) {
      boolean isShared = types.get(i).scope() == Scope.SHARED;
      parameters.add(isShared ? memory.parameters().get(i) : code.variable(types.get(i).type()));
      if (!isShared) {
        own.add(code.variable(types.get(i).type()));
      }
    }
  }

  BackwardProgram write() {
    code.identify(thread, block);
    code.set(one, x -> x.number(1));
    code.set(lane, x -> x.of(block).times(BLOCK).plus(x.of(thread)));
    begin();
    Variable sweeps = code.number();
    code.load(sweeps, memory.sweeps(), block);
    code.set(index, x -> x.of(sweeps).minus(1));
    Variable left = code.truth();
    Runnable look = () -> code.set(left, x -> x.of(index).compare(Comparison.GE, 0));
    look.run();
    code.repeat(
        left,
        () -> {
          sweep();
          code.set(index, x -> x.of(index).minus(1));
          look.run();
        });
    Variable exists = code.let(x -> x.of(lane).compare(Comparison.LT, x.of(lanes)));
    code.when(exists, this::finish);
    String name = integrator.steps().field().graph().name() + "_backward";
    return new BackwardProgram(graphs, parts, code.build(name), memory);
  }

  /// Puts the lane at its end.
  private void begin() {
    List<Variable> sums = new ArrayList<>(own);
    sums.add(adjoint);
    for (Variable sum : sums) {
      code.set(sum, x -> x.zeros(sum.type()));
    }
    code.set(List.of(steps, cursor), x -> List.of(x.number(0), x.number(-1)));
    Variable exists = code.let(x -> x.of(lane).compare(Comparison.LT, x.of(lanes)));
    code.when(
        exists,
        () -> {
          report(steps, lane, Report.ACCEPTED);
          report(cursor, lane, Report.SAVED);
          report(end, lane, Report.WHEN);
          code.set(cursor, x -> x.of(cursor).minus(1));
          for (int i = 0; i < types.size(); i++) {
            if (parameters.get(i) instanceof Variable mine) {
              code.load(mine, memory.parameters().get(i), lane, lanes);
            }
          }
        });
  }

  private void report(Variable target, Variable of, int row) {
    Variable at = code.let(x -> x.of(lanes).times(row).plus(x.of(of)));
    code.load(target, memory.reports(), at);
  }

  private void sweep() {
    List<Variable> summed = code.variables(parts.summed().stream().map(Value::type).toList());
    code.set(active, x -> x.of(index).compare(Comparison.LT, x.of(steps)));
    code.when(
        active,
        () -> {
          load();
          gatherSaved();
          pull(summed);
          code.assign(end, t);
        },
        () -> summed.forEach(one -> code.set(one, x -> x.zeros(one.type()))));
    addUp(summed);
  }

  /// The place of this lane among those of the block that have the step at hand; behind them come
  /// the others.
  private Variable column() {
    Variable below = code.let(x -> x.number(0));
    Variable all = code.let(x -> x.number(0));
    Variable of = code.let(x -> x.number(0));
    Variable left = code.truth();
    Variable number = code.number();
    Runnable look =
        () ->
            code.set(
                List.of(left, number),
                x -> {
                  Tensor other = x.of(block).times(BLOCK).plus(x.of(of));
                  Tensor isLane = other.compare(Comparison.LT, x.of(lanes));
                  Tensor isBlock = x.of(of).compare(Comparison.LT, BLOCK);
                  return List.of(isLane.logical(LogicalFunction.AND, isBlock), other);
                });
    look.run();
    code.repeat(
        left,
        () -> {
          Variable others = code.number();
          report(others, number, Report.ACCEPTED);
          code.set(
              List.of(below, all),
              x -> {
                Tensor has = x.of(index).compare(Comparison.LT, x.of(others));
                Tensor one = has.select(x.number(1), x.number(0));
                Tensor isBelow = x.of(of).compare(Comparison.LT, x.of(thread));
                return List.of(
                    x.of(below).plus(isBelow.select(one, x.number(0))), x.of(all).plus(one));
              });
          code.set(of, x -> x.of(of).plus(1));
          look.run();
        });
    return code.let(
        x -> x.of(active).select(x.of(below), x.of(all).plus(x.of(thread)).minus(x.of(below))));
  }

  private void load() {
    Variable at =
        code.let(x -> x.of(index).times(dimension + 2.0).times(x.of(lanes)).plus(x.of(lane)));
    Variable step = code.variable(TensorType.f64(dimension + 2));
    code.load(step, memory.steps(), at, lanes);
    code.set(
        List.of(t, h, y),
        x -> {
          Tensor row = x.of(step);
          return List.of(row.get(0), row.get(1), row.slice(2, dimension + 2));
        });
  }

  /// Adds the cotangents of the states saved within the step at hand: at its end to the new
  /// state's, inside through the interpolant to those of the stages and of the old state.
  private void gatherSaved() {
    List<Variable> sums = new ArrayList<>(stages);
    sums.add(state);
    for (Variable sum : sums) {
      code.set(sum, x -> x.zeros(sum.type()));
    }
    Variable due = code.truth();
    look(due);
    code.repeat(
        due,
        () -> {
          Variable time = code.number();
          code.load(time, memory.times(), cursor);
          Variable wanted = code.variable(adjoint.type());
          Variable at =
              code.let(x -> x.of(cursor).times(dimension).times(x.of(lanes)).plus(x.of(lane)));
          code.load(wanted, memory.cotangent(), at, lanes);
          Variable atEnd = code.let(x -> x.of(time).compare(Comparison.EQ, x.of(end)));
          code.when(
              atEnd,
              () -> code.set(adjoint, x -> x.of(adjoint).plus(x.of(wanted))),
              () -> {
                if (inside) {
                  throughInterpolant(time, wanted);
                }
              });
          code.set(cursor, x -> x.of(cursor).minus(1));
          look(due);
        });
  }

  /// Whether the last save time that is left lies in the step at hand.
  private void look(Variable due) {
    code.set(due, x -> x.of(cursor).compare(Comparison.GE, savedAtStart));
    Variable number = code.number();
    code.when(
        due,
        () -> {
          Variable at = code.let(x -> x.of(cursor).times(x.of(lanes)).plus(x.of(lane)));
          code.load(number, memory.savedIn(), at);
          code.set(due, x -> x.of(number).compare(Comparison.EQ, x.of(index)));
        });
  }

  private void throughInterpolant(Variable time, Variable wanted) {
    Variable theta = code.let(x -> x.of(time).minus(x.of(t)).dividedBy(x.of(h)));
    List<Variable> operands = new ArrayList<>(List.of(theta, h, y));
    // The interpolant is linear in what the step left: its derivative does not depend on it.
    stages.forEach(_ -> operands.add(y));
    operands.add(wanted);
    List<Variable> pulled = code.apply(graphs.interpolant(), operands);
    List<Variable> sums = new ArrayList<>(List.of(state));
    sums.addAll(stages);
    code.set(
        sums,
        x -> {
          List<Tensor> added = new ArrayList<>();
          for (int i = 0; i < sums.size(); i++) {
            added.add(x.of(sums.get(i)).plus(x.of(pulled.get(i))));
          }
          return added;
        });
  }

  /// Pulls the cotangent of the new state back through the step.
  private void pull(List<Variable> summed) {
    List<Operand> operands = new ArrayList<>(List.of(t, h, y));
    operands.addAll(parameters);
    operands.add(adjoint);
    operands.addAll(stages);
    operands.addAll(memory.found());
    List<Variable> mine =
        code.variables(
            parts.own().outputs().subList(0, parts.outputs()).stream().map(Value::type).toList());
    List<Variable> results = new ArrayList<>(mine);
    results.addAll(summed);
    code.apply(parts.own(), operands, results);
    List<Variable> targets = new ArrayList<>(List.of(adjoint));
    targets.addAll(own);
    code.set(
        targets,
        x -> {
          List<Tensor> sums = new ArrayList<>(List.of(x.of(mine.getFirst()).plus(x.of(state))));
          for (int i = 0; i < own.size(); i++) {
            sums.add(x.of(own.get(i)).plus(x.of(mine.get(1 + i))));
          }
          return sums;
        });
  }

  private void addUp(List<Variable> summed) {
    if (summed.isEmpty()) {
      return;
    }
    int size = summed.stream().mapToInt(one -> one.type().size()).sum();
    Variable at = code.let(x -> x.of(block).times(size));
    code.sum(summed, column(), memory.sums(), at);
    Variable isFirst = code.let(x -> x.of(thread).compare(Comparison.EQ, 0));
    code.when(isFirst, () -> accumulate(summed, at));
  }

  /// One thread adds what the sums mean for the shared parameters.
  private void accumulate(List<Variable> summed, Variable at) {
    List<Operand> operands = new ArrayList<>();
    int offset = 0;
    for (Variable sum : summed) {
      double from = offset;
      Variable place = code.let(x -> x.of(at).plus(from));
      operands.add(new Region(memory.sums(), place));
      offset += sum.type().size();
    }
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).scope() == Scope.SHARED) {
        operands.add(memory.parameters().get(i));
      }
    }
    operands.addAll(memory.found());
    List<Variable> parts = code.apply(this.parts.after(), operands);
    int all = parts.stream().mapToInt(part -> part.type().size()).sum();
    int before = 0;
    for (Variable part : parts) {
      double from = before;
      Variable place = code.let(x -> x.of(block).times(all).plus(from));
      Variable known = code.variable(part.type());
      code.load(known, memory.shared(), place, one);
      code.set(known, x -> x.of(known).plus(x.of(part)));
      code.store(known, memory.shared(), place, one);
      before += part.type().size();
    }
  }

  private void finish() {
    for (int save = 0; save < savedAtStart; save++) {
      double row = (double) save * dimension;
      Variable at = code.let(x -> x.of(lanes).times(row).plus(x.of(lane)));
      Variable wanted = code.variable(adjoint.type());
      code.load(wanted, memory.cotangent(), at, lanes);
      code.set(adjoint, x -> x.of(adjoint).plus(x.of(wanted)));
    }
    code.store(adjoint, memory.initial(), lane, lanes);
    for (int i = 0; i < own.size(); i++) {
      code.store(own.get(i), memory.own().get(i), lane, lanes);
    }
  }
}
