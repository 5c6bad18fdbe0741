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
import java.util.List;
import java.util.Optional;

/// Writes what one lane does on the way back over its steps, which goes by the number of the step:
/// lanes of a block of 64 that have the step at hand stand side by side in sums over lanes, as if
/// there were no others.
final class BackwardLane {
  private static final int BLOCK = 64;

  private final ProgramBuilder code;
  private final BackwardMemory memory;
  private final List<ValueType> types;
  private final int dimension;
  private final int rows;
  private final SavedCotangents saved;
  private final Variable lanes;
  private final Variable high;
  private final Variable low;
  private final Variable first;
  private final Variable thread;
  private final Variable block;
  private final Variable lane;
  private final Variable t;
  private final Variable h;
  private final Variable end;
  private final Variable index;
  private final Variable steps;
  private final Variable active;
  private final Variable y;
  private final Variable adjoint;
  private final List<Operand> parameters = new ArrayList<>();
  private final List<Variable> own = new ArrayList<>();
  private final Optional<BackwardEvents> events;

  /// @param acting what goes back through each event, if it acts; none if no event acts
  BackwardLane(
      LaneIntegrator integrator,
      BackwardGraphs graphs,
      List<Optional<SplitSums>> acting,
      ProgramBuilder code) {
    this.code = code;
    types = integrator.steps().field().parameterTypes();
    dimension = integrator.steps().field().dimension();
    rows = TrajectoryMemory.stepRows(integrator.program());
    lanes = code.argument();
    high = code.argument();
    low = code.argument();
    first = code.argument();
    thread = code.number();
    block = code.number();
    lane = code.number();
    t = code.number();
    h = code.number();
    end = code.number();
    index = code.number();
    steps = code.number();
    active = code.truth();
    memory = BackwardMemory.of(code, types, graphs.step().shared().outputs());
    TensorType vector = TensorType.f64(dimension);
    y = code.variable(vector);
    adjoint = code.variable(vector);
    boolean inside = BackwardGraphs.savesWithinSteps(integrator) || !acting.isEmpty();
    saved = new SavedCotangents(integrator, graphs, this, inside, code);
    for (int i = 0; i < types.size(); i++) {
      boolean isShared = types.get(i).scope() == Scope.SHARED;
      parameters.add(isShared ? memory.parameters().get(i) : code.variable(types.get(i).type()));
      if (!isShared) {
        own.add(code.variable(types.get(i).type()));
      }
    }
    events =
        acting.isEmpty() ? Optional.empty() : Optional.of(new BackwardEvents(this, acting, code));
  }

  /// What goes back through events, if there are any that act.
  Optional<BackwardEvents> events() {
    return events;
  }

  /// Number of components of a state.
  int dimension() {
    return dimension;
  }

  /// Where the step at hand began.
  Variable t() {
    return t;
  }

  /// Its size.
  Variable h() {
    return h;
  }

  /// The state before it.
  Variable y() {
    return y;
  }

  /// Number of lanes.
  Variable lanes() {
    return lanes;
  }

  /// Its number among all lanes.
  Variable lane() {
    return lane;
  }

  /// Number of its steps.
  Variable steps() {
    return steps;
  }

  /// Where the step at hand ended.
  Variable end() {
    return end;
  }

  /// Cotangent of the state that it goes back with.
  Variable adjoint() {
    return adjoint;
  }

  /// Cotangents of its own parameters.
  List<Variable> own() {
    return own;
  }

  /// Its parameters, and those of all lanes.
  List<Operand> parameters() {
    return parameters;
  }

  /// The arrays that it reads and writes.
  BackwardMemory memory() {
    return memory;
  }

  /// Its block of 64 lanes.
  Variable block() {
    return block;
  }

  /// Its number in its block.
  Variable thread() {
    return thread;
  }

  /// Number of the step at hand.
  Variable index() {
    return index;
  }

  /// Whether the lane has the step at hand.
  Variable active() {
    return active;
  }

  /// Arrays of the shared parameters.
  List<Operand> sharedParameters() {
    return parameters.stream().filter(Memory.class::isInstance).toList();
  }

  /// The lowest step of the launch.
  Variable low() {
    return low;
  }

  /// Finds out which lane it is.
  void identify() {
    code.identify(thread, block);
    code.set(lane, x -> x.of(block).times(BLOCK).plus(x.of(thread)));
  }

  Variable exists() {
    return code.let(x -> x.of(lane).compare(Comparison.LT, x.of(lanes)));
  }

  /// Reads what does not change on the way.
  private void read() {
    code.set(steps, x -> x.number(0));
    code.when(
        exists(),
        () -> {
          report(steps, lane, Report.ACCEPTED);
          saved.read();
          events.ifPresent(BackwardEvents::read);
          for (int i = 0; i < types.size(); i++) {
            if (parameters.get(i) instanceof Variable mine) {
              code.load(mine, memory.parameters().get(i), lane, lanes);
            }
          }
        });
  }

  /// Goes back over the steps of a launch: those below `high` that any lane of the block has, down
  /// to `low`.
  ///
  /// @param sweep what is done with the step at hand, by all lanes of the block
  void goBack(Runnable sweep) {
    read();
    begin();
    Variable most = code.number();
    code.load(most, memory.sweeps(), block);
    code.set(index, x -> x.of(most).min(x.of(high)).minus(1));
    Variable left = code.truth();
    Runnable look = () -> code.set(left, x -> x.of(index).compare(Comparison.GE, x.of(low)));
    look.run();
    code.repeat(
        left,
        () -> {
          sweep.run();
          code.set(index, x -> x.of(index).minus(1));
          look.run();
        });
    Variable isLast = code.let(x -> x.of(low).compare(Comparison.EQ, 0));
    code.when(isLast, saved::arrive);
    code.when(exists(), this::leave);
  }

  /// Puts the lane at its end, or where the launch before left it.
  private void begin() {
    List<Variable> sums = new ArrayList<>(own);
    sums.add(adjoint);
    for (Variable sum : sums) {
      code.set(sum, x -> x.zeros(sum.type()));
    }
    code.set(List.of(saved.cursor(), end), x -> List.of(x.number(-1), x.number(0)));
    Variable goesOn = code.let(x -> x.of(first).compare(Comparison.EQ, 0));
    code.when(exists(), () -> code.when(goesOn, this::resume, this::start));
  }

  private void start() {
    report(saved.cursor(), lane, Report.SAVED);
    report(end, lane, Report.WHEN);
    code.set(saved.cursor(), x -> x.of(saved.cursor()).minus(1));
    events.ifPresent(BackwardEvents::start);
  }

  void report(Variable target, Variable of, int row) {
    Variable at = code.let(x -> x.of(lanes).times(row).plus(x.of(of)));
    code.load(target, memory.reports(), at);
  }

  private void resume() {
    code.load(saved.cursor(), memory.cursors(), lane);
    Variable second = code.let(x -> x.of(lanes).plus(x.of(lane)));
    code.load(end, memory.cursors(), second);
    code.load(adjoint, memory.initial(), lane, lanes);
    for (int i = 0; i < own.size(); i++) {
      code.load(own.get(i), memory.own().get(i), lane, lanes);
    }
  }

  private void leave() {
    code.store(saved.cursor(), memory.cursors(), lane);
    Variable second = code.let(x -> x.of(lanes).plus(x.of(lane)));
    code.store(end, memory.cursors(), second);
    code.store(adjoint, memory.initial(), lane, lanes);
    for (int i = 0; i < own.size(); i++) {
      code.store(own.get(i), memory.own().get(i), lane, lanes);
    }
  }

  /// Loads the step at hand, if the lane has it, and what is wanted of it.
  ///
  /// @param pull goes back through it
  /// @param otherwise what lanes do that have none
  void step(Runnable pull, Runnable otherwise) {
    code.set(active, x -> x.of(index).compare(Comparison.LT, x.of(steps)));
    Runnable goBack =
        () -> {
          saved.gather();
          pull.run();
          code.assign(end, t);
        };
    if (events.isEmpty()) {
      code.when(
          active,
          () -> {
            load();
            goBack.run();
          },
          otherwise);
      return;
    }
    code.when(active, this::load);
    events.orElseThrow().jump();
    code.when(active, goBack, otherwise);
  }

  /// The place of this lane among those of the block that have the step at hand; behind them come
  /// the others.
  Variable column() {
    Variable all = code.number();
    code.load(all, memory.fewest(), block);
    Variable column = code.let(x -> x.of(thread).plus(0));
    Variable someHaveNot = code.let(x -> x.of(index).compare(Comparison.GE, x.of(all)));
    code.when(someHaveNot, () -> code.assign(column, amongOthers()));
    return column;
  }

  private Variable amongOthers() {
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
    Variable has = code.let(x -> x.of(index).compare(Comparison.LT, x.of(steps)));
    return code.let(
        x -> x.of(has).select(x.of(below), x.of(all).plus(x.of(thread)).minus(x.of(below))));
  }

  private void load() {
    Variable at =
        code.let(x -> x.of(index).times((double) rows).times(x.of(lanes)).plus(x.of(lane)));
    code.load(t, memory.steps(), at);
    Variable second = code.let(x -> x.of(at).plus(x.of(lanes)));
    code.load(h, memory.steps(), second);
    Variable third = code.let(x -> x.of(second).plus(x.of(lanes)));
    code.load(y, memory.steps(), third, lanes);
    if (rows > dimension + TrajectoryMemory.END) {
      double row = dimension + TrajectoryMemory.END;
      Variable last = code.let(x -> x.of(lanes).times(row).plus(x.of(at)));
      code.load(end, memory.steps(), last);
      Variable behind = code.let(x -> x.of(last).plus(x.of(lanes)));
      events.ifPresent(all -> code.load(all.cut(), memory.steps(), behind));
    }
  }

  /// What the derivative of a step reads.
  List<Operand> operands() {
    List<Operand> operands = new ArrayList<>(List.of(t, h, y));
    operands.addAll(parameters);
    operands.add(adjoint);
    operands.addAll(saved.stages());
    operands.addAll(memory.found());
    return operands;
  }

  /// Variables for what it leaves each lane: the cotangents of the state before the step and of the
  /// lane's own parameters.
  List<Variable> results(List<Value> outputs) {
    return code.variables(outputs.stream().map(Value::type).toList());
  }

  /// Takes what the derivative of a step left the lane.
  void take(List<Variable> mine) {
    List<Variable> targets = new ArrayList<>(List.of(adjoint));
    targets.addAll(own);
    code.set(
        targets,
        x -> {
          List<Tensor> sums =
              new ArrayList<>(List.of(x.of(mine.getFirst()).plus(x.of(saved.state()))));
          for (int i = 0; i < own.size(); i++) {
            sums.add(x.of(own.get(i)).plus(x.of(mine.get(1 + i))));
          }
          return sums;
        });
  }
}
