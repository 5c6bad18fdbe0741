package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BackwardGraphs;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.ArrayList;
import java.util.List;

/// Writes how a lane on its way back takes along what is wanted of its saved states.
final class SavedCotangents {
  private final BackwardLane step;
  private final BackwardGraphs graphs;
  private final ProgramBuilder code;
  private final SavedRows saved;

  /// Whether something is wanted of states within steps.
  private final boolean inside;

  /// The last save time that is left.
  private final Variable cursor;

  private final Variable state;
  private final List<Variable> stages;

  /// @param inside whether something is wanted of states within steps
  SavedCotangents(
      LaneIntegrator integrator,
      BackwardGraphs graphs,
      BackwardLane step,
      boolean inside,
      ProgramBuilder code) {
    this.step = step;
    this.graphs = graphs;
    this.inside = inside;
    this.code = code;
    saved = SavedRows.of(integrator, code, step.memory(), step.lanes(), step.lane());
    cursor = code.number();
    state = code.variable(step.adjoint().type());
    stages = code.variables(integrator.steps().interpolated());
  }

  /// Number of the last save time that is left.
  Variable cursor() {
    return cursor;
  }

  /// What came through the interpolant to the state before the step.
  Variable state() {
    return state;
  }

  /// What came through it to what the step left.
  List<Variable> stages() {
    return stages;
  }

  /// Reads what does not change on the way.
  void read() {
    saved.read();
  }

  /// Adds the cotangents of the states saved within the step at hand: at its end to the new
  /// state's, inside through the interpolant to those of the stages and of the old state.
  void gather() {
    List<Variable> sums = new ArrayList<>(stages);
    sums.add(state);
    for (Variable sum : sums) {
      code.set(sum, x -> x.zeros(sum.type()));
    }
    Variable due = code.truth();
    step.events().ifPresent(all -> gatherBeforeCut(all, due));
    look(due);
    code.repeat(
        due,
        () -> {
          Variable time = code.number();
          code.load(time, step.memory().times(), saved.time(cursor));
          Variable wanted = wanted();
          Variable atEnd = code.let(x -> x.of(time).compare(Comparison.EQ, x.of(step.end())));
          code.when(
              atEnd,
              () -> code.set(step.adjoint(), x -> x.of(step.adjoint()).plus(x.of(wanted))),
              () -> {
                if (inside) {
                  throughInterpolant(time, wanted);
                }
              });
          code.set(cursor, x -> x.of(cursor).minus(1));
          look(due);
        });
  }

  /// The cotangent of the state at the cursor.
  private Variable wanted() {
    Variable wanted = code.variable(step.adjoint().type());
    Variable at =
        code.let(
            x ->
                x.of(cursor)
                    .times(step.dimension())
                    .times(x.of(step.lanes()))
                    .plus(x.of(step.lane())));
    code.load(wanted, step.memory().cotangent(), at, step.lanes());
    return wanted;
  }

  /// The states saved where a step ends are those before events; the cotangent of the state where
  /// events cut it short goes through the interpolant.
  private void gatherBeforeCut(BackwardEvents all, Variable due) {
    Runnable lookAtEnd =
        () -> {
          look(due);
          code.when(
              due,
              () -> {
                Variable time = code.number();
                code.load(time, step.memory().times(), saved.time(cursor));
                code.set(due, x -> x.of(time).compare(Comparison.EQ, x.of(step.end())));
              });
        };
    lookAtEnd.run();
    code.repeat(
        due,
        () -> {
          Variable wanted = wanted();
          code.set(step.adjoint(), x -> x.of(step.adjoint()).plus(x.of(wanted)));
          code.set(cursor, x -> x.of(cursor).minus(1));
          lookAtEnd.run();
        });
    Variable isCut = code.let(x -> x.of(all.cut()).compare(Comparison.GT, 0));
    code.when(
        isCut,
        () -> {
          throughInterpolant(step.end(), step.adjoint());
          code.set(step.adjoint(), x -> x.zeros(step.adjoint().type()));
        });
  }

  /// Whether the last save time that is left lies in the step at hand.
  private void look(Variable due) {
    saved.isWithinSteps(due, cursor);
    Variable number = code.number();
    code.when(
        due,
        () -> {
          code.load(number, step.memory().savedIn(), saved.row(cursor));
          code.set(due, x -> x.of(number).compare(Comparison.EQ, x.of(step.index())));
        });
  }

  private void throughInterpolant(Variable time, Variable wanted) {
    Variable theta = code.let(x -> x.of(time).minus(x.of(step.t())).dividedBy(x.of(step.h())));
    List<Variable> operands = new ArrayList<>(List.of(theta, step.h(), step.y()));
    // The interpolant is linear in what the step left: its derivative does not depend on it.
    stages.forEach(_ -> operands.add(step.y()));
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

  /// Adds what is wanted of the states at the start.
  void arrive() {
    code.when(
        step.exists(),
        () ->
            saved.eachAtStart(
                save -> {
                  Variable at =
                      code.let(
                          x ->
                              x.of(save)
                                  .times(step.dimension())
                                  .times(x.of(step.lanes()))
                                  .plus(x.of(step.lane())));
                  Variable wanted = code.variable(step.adjoint().type());
                  code.load(wanted, step.memory().cotangent(), at, step.lanes());
                  code.set(step.adjoint(), x -> x.of(step.adjoint()).plus(x.of(wanted)));
                }));
  }
}
