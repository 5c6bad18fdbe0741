package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BackwardGraphs;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.List;

/// Writes the way back of one lane that keeps the factors of sums over lanes.
final class SweepWriter {
  private final LaneIntegrator integrator;
  private final BackwardGraphs graphs;
  private final KeptSums sums;
  private final ProgramBuilder code = new ProgramBuilder();
  private final BackwardLane lane;
  private final Variable blocks;
  private final Memory order;
  private final Memory kept;

  SweepWriter(LaneIntegrator integrator, BackwardGraphs graphs, KeptSums sums) {
    this.integrator = integrator;
    this.graphs = graphs;
    this.sums = sums;
    lane = new BackwardLane(integrator, graphs, List.of(), code);
    blocks = code.argument();
    order = code.memory("order", Memory.Use.READ);
    kept = code.memory("kept", Memory.Use.WRITTEN);
  }

  SweepProgram write() {
    lane.identify();
    lane.goBack(this::sweep);
    String name = integrator.steps().field().graph().name() + "_sweep";
    return new SweepProgram(graphs, sums, code.build(name), lane.memory(), order, kept);
  }

  private void sweep() {
    Variable column = lane.column();
    Variable place = code.number();
    code.load(place, order, column);
    Variable at =
        code.let(
            x ->
                x.of(lane.index())
                    .minus(x.of(lane.low()))
                    .times(x.of(blocks))
                    .plus(x.of(lane.block()))
                    .times((double) sums.kept() * LaneOrder.LANES)
                    .plus(x.of(place)));
    lane.step(() -> pull(at), () -> {});
  }

  private void pull(Variable at) {
    List<Variable> mine = lane.results(sums.own().outputs().subList(0, sums.outputs()));
    code.keep(sums.own(), lane.operands(), mine, kept, at);
    lane.take(mine);
  }
}
