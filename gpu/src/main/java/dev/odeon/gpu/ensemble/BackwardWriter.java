package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BackwardGraphs;
import dev.odeon.nn.graph.Value;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes the way back of one lane whose thread stands in a block of 64: from the last step of the
/// longest lane of the block down, and all threads of the block add up what the parameters get from
/// the step.
final class BackwardWriter {
  private final LaneIntegrator integrator;
  private final BackwardGraphs graphs;
  private final SplitSums parts;
  private final List<Optional<SplitSums>> jumps;
  private final ProgramBuilder code = new ProgramBuilder();
  private final BackwardLane lane;
  private final Memory sums;

  BackwardWriter(
      LaneIntegrator integrator,
      BackwardGraphs graphs,
      SplitSums parts,
      List<Optional<SplitSums>> jumps) {
    this.integrator = integrator;
    this.graphs = graphs;
    this.parts = parts;
    this.jumps = jumps;
    lane = new BackwardLane(integrator, graphs, jumps, code);
    sums = code.memory("sums", Memory.Use.WRITTEN);
  }

  BackwardProgram write() {
    lane.identify();
    lane.goBack(this::sweep);
    String name = integrator.steps().field().graph().name() + "_backward";
    return new BackwardProgram(
        graphs,
        parts,
        jumps,
        code.build(name),
        lane.memory(),
        sums,
        lane.events().map(BackwardEvents::memory));
  }

  private void sweep() {
    List<Variable> summed = code.variables(parts.summed().stream().map(Value::type).toList());
    lane.step(
        () -> pull(summed), () -> summed.forEach(sum -> code.set(sum, x -> x.zeros(sum.type()))));
    addUp(summed);
  }

  /// Pulls the cotangent of the new state back through the step.
  private void pull(List<Variable> summed) {
    List<Variable> mine = lane.results(parts.own().outputs().subList(0, parts.outputs()));
    List<Variable> results = new ArrayList<>(mine);
    results.addAll(summed);
    code.apply(parts.own(), lane.operands(), results);
    lane.take(mine);
  }

  private void addUp(List<Variable> summed) {
    if (!summed.isEmpty()) {
      new SharedSums(code, lane, sums)
          .add(parts.after(), summed, lane.column(), lane.memory().found());
    }
  }
}
