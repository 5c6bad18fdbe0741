package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.KernelParameters;
import dev.odeon.gpu.driver.LaunchShape;
import dev.odeon.nn.graph.Scope;
import java.util.List;

/// A launch of a kernel with a thread for each element and lane. The kernel takes the number of
/// threads that have work, the number of lanes, and addresses.
///
/// @param kernel name of the entry
/// @param elements elements a lane
/// @param scope whether there is one copy of them or one a lane
/// @param arguments addresses
record LaunchStep(String kernel, int elements, Scope scope, List<Argument> arguments)
    implements DeviceStep {
  /// Threads of a block.
  static final int THREADS = 128;

  LaunchStep {
    arguments = List.copyOf(arguments);
  }

  @Override
  public long mostLanes() {
    return scope == Scope.PER_LANE ? Integer.MAX_VALUE / Math.max(1, elements) : Integer.MAX_VALUE;
  }

  @Override
  public void run(DeviceState state) {
    long threads = (long) elements * (scope == Scope.PER_LANE ? state.lanes() : 1);
    if (threads == 0) {
      return;
    }
    KernelParameters.Builder parameters =
        KernelParameters.builder().int32((int) threads).int32(state.lanes());
    for (Argument argument : arguments) {
      parameters.int64(state.address(argument));
    }
    state.launch(kernel, LaunchShape.covering(threads, THREADS), parameters.build());
  }
}
