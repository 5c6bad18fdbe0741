package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.CudaFunction;
import dev.odeon.gpu.driver.LaunchShape;

/// Blocks of a kernel that has one thread for a trajectory.
final class ThreadBlocks implements TrajectoryBlocks {
  /// Threads of a block, where there are enough trajectories to fill the device with such blocks.
  static final int THREADS = 128;

  /// The same where there are not: the trajectories are spread over more processors.
  private static final int FEW_THREADS = 32;

  @Override
  public LaunchShape shape(int width, int processors, CudaFunction kernel) {
    int threads = width >= (long) THREADS * processors ? THREADS : FEW_THREADS;
    int resident = Math.max(1, kernel.residentBlocks(threads, 0));
    long needed = Math.ceilDiv(width, threads);
    return LaunchShape.of((int) Math.min(needed, (long) processors * resident), threads);
  }
}
