package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.KernelParameters;
import dev.odeon.gpu.driver.LaunchShape;
import dev.odeon.nn.graph.Value;
import java.util.List;

/// A product of shared weights and a tensor of each lane: a block of threads for a tile of rows and
/// columns, where a column is one of a lane's and the tile's weights are in shared memory.
///
/// @param kernel name of the entry, see [TiledProductKernel]
/// @param rows free indices of the weights
/// @param columns free indices of the lane's tensor
/// @param arguments addresses of weights, of the lanes' tensors, of the result and of tables
record TiledProduct(String kernel, int rows, int columns, List<Argument> arguments)
    implements DeviceStep {
  TiledProduct {
    arguments = List.copyOf(arguments);
  }

  @Override
  public long mostLanes() {
    return Integer.MAX_VALUE / Math.max(1, columns);
  }

  @Override
  public void run(DeviceState state) {
    int all = columns * state.lanes();
    int columnBlocks = Math.ceilDiv(all, TiledProductKernel.THREADS);
    int rowBlocks = Math.ceilDiv(rows, TiledProductKernel.ROWS);
    KernelParameters.Builder parameters =
        KernelParameters.builder().int32(all).int32(state.lanes()).int32(columnBlocks);
    arguments.forEach(argument -> parameters.int64(state.address(argument)));
    state.launch(
        kernel,
        LaunchShape.of(columnBlocks * rowBlocks, TiledProductKernel.THREADS),
        parameters.build());
  }

  /// What is multiplied.
  ///
  /// @param weights shared
  /// @param x per lane
  record Factors(Value weights, Value x, Value result) {}
}
