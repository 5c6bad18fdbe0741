package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BackwardGraphs;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.gpu.driver.LaunchShape;
import dev.odeon.gpu.ptx.LaunchBounds;
import dev.odeon.gpu.ptx.PtxModule;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// One thread goes back over the steps of one lane, 64 are a block.
///
/// @param ptx the text of the kernel
/// @param steps of a launch: between launches it may be told to end
record ThreadsBack(BackwardProgram program, String ptx, int steps) implements WayBack {
  private static final int STEPS = 1024;

  /// Writes the kernel.
  static ThreadsBack of(BackwardProgram program) {
    return of(program, STEPS);
  }

  /// Writes the kernel.
  ///
  /// @param steps of a launch
  static ThreadsBack of(BackwardProgram program, int steps) {
    LaunchBounds bounds = LaunchBounds.of(BackwardBuffers.THREADS);
    String ptx = PtxModule.of(ThreadKernel.of(program.code(), bounds)).text();
    return new ThreadsBack(program, ptx, steps);
  }

  @Override
  public BackwardGraphs graphs() {
    return program.graphs();
  }

  @Override
  public BackwardMemory memory() {
    return program.memory();
  }

  @Override
  public long blockLength() {
    return (long) size(program.parts().summed()) + size(program.parts().after().outputs());
  }

  /// Number of elements of the sums of the largest jump.
  private int mostSummed() {
    return program.jumps().stream()
        .flatMap(Optional::stream)
        .mapToInt(jump -> size(jump.summed()))
        .max()
        .orElse(0);
  }

  private static int size(List<Value> values) {
    return values.stream().mapToInt(value -> value.type().size()).sum();
  }

  @Override
  public Ready load(LoadedKernels kernels) {
    return new Loaded(kernels.lease(ptx, program.code().name()));
  }

  private final class Loaded implements Ready {
    private final LoadedKernels.Lease kernel;

    Loaded(LoadedKernels.Lease kernel) {
      this.kernel = kernel;
    }

    @Override
    public List<double[]> run(BackwardBuffers buffers, BooleanSupplier goesOn) {
      int blocks = buffers.blocks();
      int size = size(program.parts().after().outputs());
      buffers.allocate(program.sums(), (long) size(program.parts().summed()) * blocks);
      DeviceMemory shared = buffers.zeros(program.memory().shared(), (long) size * blocks);
      program
          .events()
          .ifPresent(
              events -> {
                buffers.allocate(events.votes(), blocks);
                buffers.allocate(events.sums(), (long) mostSummed() * blocks);
                buffers.uploadEvents(events);
              });
      boolean ended =
          buffers.inParts(
              steps,
              goesOn,
              part ->
                  kernel
                      .function()
                      .launch(
                          LaunchShape.of(blocks, BackwardBuffers.THREADS),
                          buffers.arguments(program.code(), part).build(),
                          buffers.stream()));
      if (!ended) {
        return List.of();
      }
      double[] all = buffers.download(shared);
      List<double[]> sums = new ArrayList<>();
      for (int block = 0; block < blocks; block++) {
        sums.add(Arrays.copyOfRange(all, block * size, (block + 1) * size));
      }
      return sums;
    }

    @Override
    public void close() {
      kernel.close();
    }
  }
}
