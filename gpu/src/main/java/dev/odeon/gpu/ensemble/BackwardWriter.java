package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BackwardGraphs;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Value;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.ArrayList;
import java.util.List;

/// Writes the way back of one lane whose thread stands in a block of 64: from the last step of the
/// longest lane of the block down, and all threads of the block add up what the parameters get from
/// the step.
final class BackwardWriter {
  private final LaneIntegrator integrator;
  private final BackwardGraphs graphs;
  private final SplitSums parts;
  private final ProgramBuilder code = new ProgramBuilder();
  private final BackwardLane lane;
  private final Memory sums;
  private final Memory shared;
  private final Variable one = code.number();

  BackwardWriter(LaneIntegrator integrator, BackwardGraphs graphs, SplitSums parts) {
    this.integrator = integrator;
    this.graphs = graphs;
    this.parts = parts;
    lane = new BackwardLane(integrator, graphs, code);
    sums = code.memory("sums", Memory.Use.WRITTEN);
    shared = code.memory("shared", Memory.Use.WRITTEN);
  }

  BackwardProgram write() {
    lane.identify();
    code.set(one, x -> x.number(1));
    lane.goBack(this::sweep);
    String name = integrator.steps().field().graph().name() + "_backward";
    return new BackwardProgram(graphs, parts, code.build(name), lane.memory(), sums, shared);
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
    if (summed.isEmpty()) {
      return;
    }
    int size = summed.stream().mapToInt(sum -> sum.type().size()).sum();
    Variable at = code.let(x -> x.of(lane.block()).times(size));
    code.sum(summed, lane.column(), sums, at);
    Variable isFirst = code.let(x -> x.of(lane.thread()).compare(Comparison.EQ, 0));
    code.when(isFirst, () -> accumulate(summed, at));
  }

  /// One thread adds what the sums mean for the shared parameters.
  private void accumulate(List<Variable> summed, Variable at) {
    List<Operand> operands = new ArrayList<>();
    int offset = 0;
    for (Variable sum : summed) {
      double from = offset;
      Variable place = code.let(x -> x.of(at).plus(from));
      operands.add(new Region(sums, place));
      offset += sum.type().size();
    }
    operands.addAll(lane.sharedParameters());
    operands.addAll(lane.memory().found());
    List<Variable> parts = code.apply(this.parts.after(), operands);
    int all = parts.stream().mapToInt(part -> part.type().size()).sum();
    int before = 0;
    for (Variable part : parts) {
      double from = before;
      Variable place = code.let(x -> x.of(lane.block()).times(all).plus(from));
      Variable known = code.variable(part.type());
      code.load(known, shared, place, one);
      code.set(known, x -> x.of(known).plus(x.of(part)));
      code.store(known, shared, place, one);
      before += part.type().size();
    }
  }
}
