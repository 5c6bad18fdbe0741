package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.oracle.Difference;
import java.util.List;

/// The ways in which this backend runs a graph, for comparison with the interpreter.
public final class CpuTiers {
  private CpuTiers() {}

  /// Compiled code as it is chosen for use, then all of it on single numbers, then all on vectors
  /// where it can be.
  public static List<Difference.Candidate> of(Graph graph) {
    Plan plan = Plan.of(graph);
    Executable compiled = new CpuExecutable(graph, plan);
    return List.of(
        new Difference.Candidate("compiled", compiled),
        new Difference.Candidate("compiled, scalar", new Decided(compiled, plan, false)),
        new Difference.Candidate("compiled, vector", new Decided(compiled, plan, true)));
  }

  private record Decided(Executable compiled, Plan plan, boolean vectors) implements Executable {
    @Override
    public Graph graph() {
      return compiled.graph();
    }

    @Override
    public void run(double[][] inputs, double[][] outputs, int lanes) {
      for (Plan.Step step : plan.steps()) {
        if (step instanceof Plan.Step.Kernel kernel) {
          kernel.program().decide(vectors);
        }
      }
      compiled.run(inputs, outputs, lanes);
    }
  }
}
