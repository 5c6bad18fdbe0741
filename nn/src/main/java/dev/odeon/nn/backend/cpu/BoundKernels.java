package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.BoundRun;
import dev.odeon.nn.backend.cpu.trial.VectorChoice;
import dev.odeon.nn.graph.Scope;
import java.util.List;

/// Kernels one after another on arrays that stay the same. For one lane, where single numbers are
/// all that there is to do, one compiled method calls all of them.
final class BoundKernels implements BoundRun {
  private final CompiledProgram[] programs;
  private final boolean[] perLane;

  /// For each kernel, the arrays that it works on.
  private final double[][][] arrays;

  private final KernelSequence sequence;
  private final boolean isSingle;

  private BoundKernels(
      List<Plan.Step.Kernel> kernels, double[][][] arrays, KernelSequences sequences) {
    programs = new CompiledProgram[arrays.length];
    perLane = new boolean[arrays.length];
    boolean single = true;
    for (int i = 0; i < arrays.length; i++) {
      programs[i] = kernels.get(i).program();
      perLane[i] = kernels.get(i).scope() == Scope.PER_LANE;
      single &= !VectorChoice.isWorthVectors(programs[i].program().elements());
    }
    this.arrays = arrays;
    isSingle = single;
    sequence = sequences.of(kernels.stream().map(kernel -> kernel.program().kernel()).toList());
  }

  static BoundKernels of(
      List<Plan.Step.Kernel> kernels, double[][] slots, KernelSequences sequences) {
    double[][][] arrays = new double[kernels.size()][][];
    for (int i = 0; i < arrays.length; i++) {
      int[] numbers = kernels.get(i).program().slots();
      arrays[i] = new double[numbers.length][];
      for (int j = 0; j < numbers.length; j++) {
        arrays[i][j] = slots[numbers[j]];
      }
    }
    return new BoundKernels(kernels, arrays, sequences);
  }

  @Override
  public void run(int lanes) {
    if (lanes == 1 && isSingle) {
      sequence.run(arrays);
      return;
    }
    for (int i = 0; i < programs.length; i++) {
      programs[i].run(arrays[i], perLane[i] ? lanes : 1);
    }
  }
}
