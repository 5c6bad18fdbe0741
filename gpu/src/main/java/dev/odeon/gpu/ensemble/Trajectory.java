package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What one thread knows of the trajectory it works on, and the code that it is written to.
final class Trajectory {
  /// Longer parameters that all lanes share stay in memory.
  private static final int MOST_IN_REGISTERS = 16;

  /// Number of the input of an attempt that tells whether the lane runs.
  private static final int RUNNING = 2;

  final LaneProgram program;
  final StepKeeping keeping;
  final ProgramBuilder code;
  final TrajectoryMemory memory;
  final Carry carry;
  final int guards;

  /// Number of lanes.
  final Variable lanes;

  /// How many occurrences of events there is room for.
  final Variable room;

  /// How many steps of each lane there is room for.
  final Variable capacity;

  final Variable zero;
  final Variable one;

  final Variable lane;
  final List<Operand> parameters = new ArrayList<>();

  /// What is carried into an attempt, by index of [Carry].
  final List<Variable> before;

  /// What is carried out of it.
  final List<Variable> after;

  /// What it left beside the carry.
  final List<Variable> rest;

  /// What the interpolant needs beside what attempts leave.
  private final List<Variable> refined;

  final Variable stop;
  final Variable save;

  /// How the trajectory ended, or [Report#RUNNING].
  final Variable end;

  final Variable when;
  final Variable size;
  final Variable which;
  final Variable restarts;

  /// Whether the trajectory is to begin, or to begin anew.
  final Variable begins;

  /// Whether it begins for the first time.
  final Variable first;

  private final Graph attempt;

  Trajectory(LaneProgram program, StepKeeping keeping) {
    this.program = program;
    this.keeping = keeping;
    code = new ProgramBuilder();
    memory = TrajectoryMemory.of(code, program);
    carry = program.carry();
    guards = program.steps().field().guards().size();
    lanes = code.argument();
    room = code.argument();
    capacity = code.argument();
    zero = code.number();
    one = code.number();
    lane = code.number();
    before = code.variables(carry.types());
    after = code.variables(carry.types());
    attempt = FixedInput.of(program.attempt(), RUNNING, 1);
    rest = code.variables(attempt.outputs().stream().skip(carry.size()).map(Value::type).toList());
    refined = program.refinement().map(code::results).orElse(List.of());
    stop = code.variable(carry.types().get(Carry.T));
    save = code.variable(carry.types().get(Carry.T));
    end = code.number();
    when = code.number();
    size = code.number();
    which = code.number();
    restarts = code.number();
    begins = code.truth();
    first = code.truth();
    bindParameters();
  }

  private void bindParameters() {
    List<ValueType> types = program.steps().field().parameterTypes();
    for (int i = 0; i < types.size(); i++) {
      TensorType type = types.get(i).type();
      boolean stays = TrajectoryMemory.isShared(types, i) && type.size() > MOST_IN_REGISTERS;
      parameters.add(stays ? memory.parameters().get(i) : code.variable(type));
    }
  }

  /// Reads the parameters that all lanes share and that are kept in registers.
  void loadShared() {
    load(Scope.SHARED);
  }

  /// Reads the parameters of the lane.
  void loadOwn() {
    load(Scope.PER_LANE);
  }

  private void load(Scope scope) {
    List<ValueType> types = program.steps().field().parameterTypes();
    for (int i = 0; i < types.size(); i++) {
      Memory from = memory.parameters().get(i);
      if (types.get(i).scope() == scope && parameters.get(i) instanceof Variable own) {
        if (scope == Scope.SHARED) {
          code.load(own, from, zero, one);
        } else {
          code.load(own, from, lane, lanes);
        }
      }
    }
  }

  /// Makes an attempt.
  void attempt() {
    List<Operand> operands = new ArrayList<>(List.of(stop, save));
    operands.addAll(before);
    List<Variable> results = new ArrayList<>(after);
    results.addAll(rest);
    code.apply(attempt, with(operands), results);
  }

  /// Keeps the step that was just accepted, if steps are kept and there is room.
  void keepStep() {
    whereKept(
        at -> {
          Variable step =
              code.let(
                  x ->
                      Tensor.concatenate(
                          x.of(before.get(Carry.T)), x.of(tried()), x.of(before.get(Carry.Y))));
          code.store(step, memory.steps(), at, lanes);
          if (program.plan().hasBreaks()) {
            storeEnd(at, zero);
          }
        });
  }

  /// The step that was just accepted was ended from outside.
  ///
  /// @param occurred number of occurrences so far if events cut it short, else 0
  void keepEnd(Variable occurred) {
    whereKept(at -> storeEnd(at, occurred));
  }

  private void storeEnd(Variable step, Variable occurred) {
    int dimension = program.steps().field().dimension();
    store(after.get(Carry.T), step, TrajectoryMemory.END + dimension);
    store(occurred, step, TrajectoryMemory.OCCURRED + dimension);
  }

  private void store(Variable number, Variable step, double row) {
    Variable at = code.let(x -> x.of(lanes).times(row).plus(x.of(step)));
    code.store(number, memory.steps(), at);
  }

  private void whereKept(Consumer<Variable> part) {
    if (keeping == StepKeeping.NONE) {
      return;
    }
    Variable kept =
        code.let(
            x ->
                x.of(taken())
                    .logical(
                        LogicalFunction.AND,
                        x.of(before.get(Carry.ACCEPTED)).compare(Comparison.LT, x.of(capacity))));
    code.when(
        kept,
        () -> {
          double rows = TrajectoryMemory.stepRows(program);
          part.accept(
              code.let(
                  x ->
                      x.of(before.get(Carry.ACCEPTED))
                          .times(rows)
                          .times(x.of(lanes))
                          .plus(x.of(lane))));
        });
  }

  /// Operands, followed by the parameters.
  List<Operand> with(List<? extends Operand> own) {
    List<Operand> operands = new ArrayList<>(own);
    operands.addAll(parameters);
    return operands;
  }

  /// Whether the attempt was accepted.
  Variable taken() {
    return rest.get(Attempt.TAKEN);
  }

  /// The size of step that was tried.
  Variable tried() {
    return rest.get(Attempt.TRIED);
  }

  /// What the interpolant needs of the last attempt; where attempts do not leave all of it, only
  /// after [#refine].
  List<Variable> dense() {
    List<Variable> dense = new ArrayList<>(left());
    dense.addAll(refined);
    return dense;
  }

  /// What attempts leave of it.
  private List<Variable> left() {
    return rest.subList(program.denseStart(), rest.size());
  }

  /// Computes what the interpolant needs beside what the last attempt left.
  void refine() {
    program
        .refinement()
        .ifPresent(
            graph -> {
              List<Operand> operands =
                  with(List.of(before.get(Carry.T), tried(), before.get(Carry.Y)));
              operands.addAll(left());
              code.apply(graph, operands, refined);
            });
  }

  double direction() {
    return program.span().direction();
  }

  boolean hasStops() {
    return program.plan().stops().count() > 0;
  }
}
