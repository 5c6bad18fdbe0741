package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.oracle.Difference;
import java.util.List;

/// The ways in which this backend runs a graph, for comparison with the interpreter.
public final class CpuTiers {
  private CpuTiers() {}

  /// Compiled code as it is chosen for use, which in short runs is nearly always on single numbers,
  /// bound to its arrays, then all of it on single numbers, then all on vectors where it can be.
  /// Mixtures: see [TileChoices].
  public static List<Difference.Candidate> of(Graph graph) {
    Plans plans = Plans.of(graph);
    Executable compiled = plans.executable(graph, new CpuBackend()::compileNow);
    return List.of(
        new Difference.Candidate(
            "compiled", new Bound(Plans.of(graph).executable(graph, new CpuBackend()::compileNow))),
        new Difference.Candidate("compiled, scalar", new Decided(compiled, plans, false)),
        new Difference.Candidate("compiled, vector", new Decided(compiled, plans, true)));
  }

  private record Decided(Executable compiled, Plans plans, boolean vectors) implements Executable {
    @Override
    public Graph graph() {
      return compiled.graph();
    }

    @Override
    public void run(double[][] inputs, double[][] outputs, int lanes) {
      plans.decide(vectors);
      compiled.run(inputs, outputs, lanes);
    }
  }

  private record Bound(Executable compiled) implements Executable {
    @Override
    public Graph graph() {
      return compiled.graph();
    }

    @Override
    public void run(double[][] inputs, double[][] outputs, int lanes) {
      compiled.bind(inputs, outputs, lanes).run(lanes);
    }
  }
}
