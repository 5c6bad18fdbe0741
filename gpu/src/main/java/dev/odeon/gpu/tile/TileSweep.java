package dev.odeon.gpu.tile;

import dev.odeon.gpu.driver.CudaFunction;
import dev.odeon.gpu.driver.LaunchShape;
import dev.odeon.gpu.ensemble.KeptSum;
import dev.odeon.gpu.ensemble.SweepForm;
import dev.odeon.gpu.ensemble.SweepKernels;
import dev.odeon.gpu.ensemble.SweepProgram;
import dev.odeon.gpu.ensemble.TrajectoryBlocks;
import dev.odeon.gpu.ensemble.TrajectoryKernel;
import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.gpu.ptx.PtxModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One block for a tile of trajectories goes back over their steps.
///
/// @param shape of the tile, of up to 64 columns
/// @param room bytes of shared memory that a block may have
record TileSweep(TileShape shape, int room) implements SweepForm {
  private record Blocks(TileShape shape, int sharedBytes) implements TrajectoryBlocks {
    @Override
    public LaunchShape shape(int width, int processors, CudaFunction kernel) {
      return LaunchShape.of(width, shape.threads()).withSharedBytes(sharedBytes);
    }
  }

  /// The largest tile that fits.
  static Optional<TileSweep> of(SweepProgram program, int room) {
    return TilePlan.SHAPES.stream()
        .filter(shape -> TileKernel.of(program.code(), shape, room).isPresent())
        .findFirst()
        .map(shape -> new TileSweep(shape, room));
  }

  @Override
  public SweepKernels kernels(SweepProgram program) {
    TileKernel.Written written =
        TileKernel.of(program.code(), shape, room)
            .orElseThrow(
                () -> new IllegalArgumentException("a tile needs more than " + room + " bytes"));
    TrajectoryKernel sweep =
        new TrajectoryKernel(
            written.kernel().name(),
            PtxModule.of(written.kernel()).text(),
            new Blocks(shape, written.sharedBytes()));
    List<PtxKernel> adders = new ArrayList<>();
    List<SweepKernels.Adder> shapes = new ArrayList<>();
    int first = 0;
    for (KeptSum sum : program.sums().sums()) {
      String name = program.code().name() + "_sum" + adders.size();
      int kept = program.sums().kept();
      adders.add(KeptSumKernel.of(name, sum, kept, first, program.sums().size()));
      SumShape of = SumShape.of(sum);
      shapes.add(new SweepKernels.Adder(name, of.tiles(sum), of.threads()));
      first += sum.size();
    }
    String fold = program.code().name() + "_fold";
    adders.add(FoldKernel.of(fold));
    String text = PtxModule.of(adders.toArray(PtxKernel[]::new)).text();
    return new SweepKernels(
        sweep, shape.columns(), shapes, new SweepKernels.Folder(fold, FoldKernel.THREADS), text);
  }
}
