package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.cpu.kernel.Engine;
import dev.odeon.nn.backend.cpu.kernel.SumKernel;
import dev.odeon.nn.backend.cpu.kernel.SumPlan;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.List;

/// A sum and the choice of what it runs on; shared by all executables of a graph.
final class SumProgram {
  private static final int MOST_COUNTED = 1 << 20;

  private final SumPlan plan;
  private final SumKernel trial;
  private final VectorChoice choice;
  private volatile int lanes = 1;

  SumProgram(SumPlan plan) {
    this.plan = plan;
    trial = plan.kernel();
    boolean vectors = Vectors.areAvailable() && trial.hasVectors();
    choice = new VectorChoice(vectors ? new Trial() : null);
  }

  SumKernel kernel() {
    return plan.kernel();
  }

  /// What to run on now.
  Engine engine(int laneCount) {
    int count = MOST_COUNTED;
    if (!choice.isSettled()) {
      lanes = laneCount;
      count = Math.clamp(trial.work(laneCount), 1, MOST_COUNTED);
    }
    return choice.use(count) ? Engine.VECTOR : Engine.SCALAR;
  }

  /// Settles the choice.
  void decide(boolean vectorsAreFaster) {
    choice.decide(vectorsAreFaster);
  }

  /// A kernel on arrays of its own.
  private final class Trial implements WarmUp.Loop {
    private volatile int tried = 1;

    @Override
    public double[][] arrays(int count) {
      tried = lanes;
      List<Value> values = new ArrayList<>(plan.operands());
      values.add(plan.result());
      double[][] arrays = new double[values.stream().mapToInt(Value::id).max().orElse(0) + 1][];
      for (Value value : values) {
        int copies = value.scope() == Scope.PER_LANE ? tried : 1;
        arrays[value.id()] = WarmUp.filled(value.type().size() * copies);
      }
      return arrays;
    }

    @Override
    public void scalar(double[][] slots, int count) {
      trial.run(slots, tried, Engine.SCALAR);
    }

    @Override
    public void vector(double[][] slots, int count) {
      trial.run(slots, tried, Engine.VECTOR);
    }
  }
}
