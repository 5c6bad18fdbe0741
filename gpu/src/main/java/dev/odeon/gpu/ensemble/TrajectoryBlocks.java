package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.CudaFunction;
import dev.odeon.gpu.driver.LaunchShape;

/// How many blocks of how many threads a solve is launched with.
@FunctionalInterface
public interface TrajectoryBlocks {
  /// The shape of a launch: no more blocks than the device holds at once, since each takes one
  /// trajectory after another.
  ///
  /// @param width number of trajectories, at least 1
  /// @param processors of the device
  LaunchShape shape(int width, int processors, CudaFunction kernel);
}
