package dev.odeon.gpu.tile;

import dev.odeon.gpu.driver.CudaFunction;
import dev.odeon.gpu.driver.LaunchShape;
import dev.odeon.gpu.ensemble.TrajectoryBlocks;
import dev.odeon.gpu.ensemble.TrajectoryForm;
import dev.odeon.gpu.ensemble.TrajectoryKernel;
import dev.odeon.gpu.ensemble.TrajectoryProgram;
import dev.odeon.gpu.ptx.PtxModule;

/// One block for a tile of trajectories.
///
/// @param shape of the tile
/// @param room bytes of shared memory that a block may have
record TileForm(TileShape shape, int room) implements TrajectoryForm {
  private record Blocks(TileShape shape, int sharedBytes) implements TrajectoryBlocks {
    @Override
    public LaunchShape shape(int width, int processors, CudaFunction kernel) {
      int resident = Math.max(1, kernel.residentBlocks(shape.threads(), sharedBytes));
      long needed = Math.ceilDiv(width, shape.columns());
      int blocks = (int) Math.min(needed, (long) processors * resident);
      return LaunchShape.of(blocks, shape.threads()).withSharedBytes(sharedBytes);
    }
  }

  @Override
  public TrajectoryKernel kernel(TrajectoryProgram program) {
    TileKernel.Written written =
        TileKernel.of(program.code(), shape, room)
            .orElseThrow(
                () -> new IllegalArgumentException("a tile needs more than " + room + " bytes"));
    return new TrajectoryKernel(
        written.kernel().name(),
        PtxModule.of(written.kernel()).text(),
        new Blocks(shape, written.sharedBytes()));
  }
}
