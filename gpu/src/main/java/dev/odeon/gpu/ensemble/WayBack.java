package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BackwardGraphs;
import java.util.List;
import java.util.function.BooleanSupplier;

/// How a device goes back over the steps of trajectories.
interface WayBack {
  /// The graphs that it runs.
  BackwardGraphs graphs();

  /// The arrays that it reads and writes, whatever the way.
  BackwardMemory memory();

  /// How many numbers it needs beyond those for each block of 64 lanes.
  long blockLength();

  /// Loads its kernels.
  Ready load(LoadedKernels kernels);

  /// Its kernels, loaded.
  interface Ready extends AutoCloseable {
    /// Goes back over all steps, some at a time.
    ///
    /// @param goesOn whether it is to go on with the next
    /// @return the cotangents of the shared parameters, one after another, of each block of 64
    ///   lanes, or, if they are all lanes, of all blocks together; empty if it did not go on
    List<double[]> run(BackwardBuffers buffers, BooleanSupplier goesOn);

    @Override
    void close();
  }
}
