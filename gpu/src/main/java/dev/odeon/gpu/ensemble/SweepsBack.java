package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BackwardGraphs;
import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.gpu.driver.KernelParameters;
import dev.odeon.gpu.driver.LaunchShape;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/// One kernel goes back over some steps and keeps the factors of sums over lanes, others add them
/// up, and so on until no step is left.
record SweepsBack(SweepProgram program, SweepKernels kernels) implements WayBack {
  /// So much of the free memory is for what is kept, and no more than so much.
  private static final double SHARE = 0.5;

  private static final long MOST_BYTES = 1L << 30;

  /// Blocks of threads that a launch may have along an axis.
  private static final int MOST_BLOCKS = 65_535;

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
    return keptOfBlock() + program.sums().size();
  }

  /// Numbers that a block keeps of a step.
  private long keptOfBlock() {
    return (long) program.sums().kept() * LaneOrder.LANES;
  }

  @Override
  public Ready load(LoadedKernels loaded) {
    LoadedKernels.Lease sweep = loaded.lease(kernels.sweep().ptx(), kernels.sweep().name());
    List<LoadedKernels.Lease> adders = new ArrayList<>();
    try {
      for (SweepKernels.Adder adder : kernels.adders()) {
        adders.add(loaded.lease(kernels.ptx(), adder.name()));
      }
      adders.add(loaded.lease(kernels.ptx(), kernels.folder().name()));
    } catch (RuntimeException | Error e) {
      sweep.close();
      adders.forEach(LoadedKernels.Lease::close);
      throw e;
    }
    LoadedKernels.Lease folder = adders.removeLast();
    return new Loaded(loaded.context(), sweep, adders, folder);
  }

  private final class Loaded implements Ready {
    private final CudaContext context;
    private final LoadedKernels.Lease sweep;
    private final List<LoadedKernels.Lease> adders;
    private final LoadedKernels.Lease folder;

    Loaded(
        CudaContext context,
        LoadedKernels.Lease sweep,
        List<LoadedKernels.Lease> adders,
        LoadedKernels.Lease folder) {
      this.context = context;
      this.sweep = sweep;
      this.adders = adders;
      this.folder = folder;
    }

    @Override
    public List<double[]> run(BackwardBuffers buffers, BooleanSupplier goesOn) {
      int blocks = buffers.blocks();
      DeviceMemory totals = buffers.zeros((long) program.sums().size() * blocks);
      buffers.allocate(program.memory().shared(), 0);
      DeviceMemory counts = buffers.upload(buffers.counts());
      buffers.upload(program.order(), LaneOrder.places());
      long ofStep = keptOfBlock() * blocks;
      int steps = atOnce(ofStep, buffers.mostSteps());
      DeviceMemory kept = buffers.allocate(program.kept(), steps * ofStep);
      boolean ended =
          buffers.inParts(
              Math.max(1, steps),
              goesOn,
              part -> {
                KernelParameters arguments =
                    buffers.arguments(program.code(), part, blocks).build();
                int columns = kernels.columns();
                LaunchShape shape =
                    kernels
                        .sweep()
                        .blocks()
                        .shape(blocks * LaneOrder.LANES / columns, 1, sweep.function());
                sweep.function().launch(shape, arguments, buffers.stream());
                addUp(buffers, part, counts, kept, totals);
              });
      if (!ended) {
        return List.of();
      }
      int left = buffers.isWhole() ? fold(buffers, totals, blocks) : blocks;
      long bytes = (long) program.sums().size() * left * Double.BYTES;
      return moved(buffers.download(totals.slice(0, bytes)), left);
    }

    /// Adds up over blocks, if they are few enough for a launch; how many sums are left.
    private int fold(BackwardBuffers buffers, DeviceMemory totals, int blocks) {
      if (blocks > MOST_BLOCKS) {
        return blocks;
      }
      int size = program.sums().size();
      int threads = kernels.folder().threads();
      for (int apart = 1; size > 0 && apart < blocks; apart *= 2) {
        KernelParameters arguments =
            KernelParameters.builder().int32(size).int32(apart).address(totals).build();
        int pairs = Math.ceilDiv(blocks - apart, 2 * apart);
        LaunchShape shape =
            new LaunchShape(Math.ceilDiv(size, threads), pairs, 1, threads, 1, 1, 0);
        folder.function().launch(shape, arguments, buffers.stream());
      }
      return 1;
    }

    private int atOnce(long ofStep, int most) {
      long room = (long) (context.memory().freeBytes() * SHARE);
      long bytes = Math.max(1, ofStep * Double.BYTES);
      long many = Math.max(1, Math.min(room, MOST_BYTES) / bytes);
      return (int) Math.min(most, many);
    }

    private void addUp(
        BackwardBuffers buffers,
        BackwardPart part,
        DeviceMemory counts,
        DeviceMemory kept,
        DeviceMemory totals) {
      int blocks = buffers.blocks();
      long skipped = (long) part.low() * blocks * Double.BYTES;
      for (int i = 0; part.steps() > 0 && i < adders.size(); i++) {
        SweepKernels.Adder adder = kernels.adders().get(i);
        KernelParameters arguments =
            KernelParameters.builder()
                .int32(part.steps())
                .int32(blocks)
                .address(counts.slice(skipped, counts.bytes() - skipped))
                .address(kept)
                .address(totals)
                .build();
        LaunchShape shape =
            LaunchShape.of(Math.multiplyExact(adder.tiles(), blocks), adder.threads());
        adders.get(i).function().launch(shape, arguments, buffers.stream());
      }
    }

    /// Puts the elements of sums where they belong.
    private List<double[]> moved(double[] totals, int blocks) {
      int size = program.sums().size();
      Graph after = program.sums().after();
      Executable code = Backends.preferred().compile(after);
      double[][] in = arrays(after.inputs());
      double[][] out = arrays(after.outputs());
      List<double[]> all = new ArrayList<>();
      for (int block = 0; block < blocks; block++) {
        int from = block * size;
        for (int i = 0; i < adders.size(); i++) {
          System.arraycopy(totals, from, in[i], 0, in[i].length);
          from += in[i].length;
        }
        code.run(in, out, 1);
        all.add(Arrays.stream(out).flatMapToDouble(Arrays::stream).toArray());
      }
      return all;
    }

    private static double[][] arrays(List<Value> values) {
      return values.stream().map(value -> new double[value.type().size()]).toArray(double[][]::new);
    }

    @Override
    public void close() {
      sweep.close();
      adders.forEach(LoadedKernels.Lease::close);
      folder.close();
    }
  }
}
