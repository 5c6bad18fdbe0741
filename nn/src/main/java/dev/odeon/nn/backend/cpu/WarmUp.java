package dev.odeon.nn.backend.cpu;

import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Runs vector kernels on arrays of its own, on one background thread, until HotSpot has compiled them.
final class WarmUp {
  private static final int LANES = 64;
  private static final int BATCH = 64;
  private static final long GIVE_UP_NANOS = 3_000_000_000L;
  private static final BlockingQueue<CompiledProgram> QUEUE = new LinkedBlockingQueue<>();

  static {
    Thread thread = new Thread(WarmUp::work, "odeon-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private WarmUp() {}

  static void schedule(CompiledProgram program) {
    QUEUE.add(program);
  }

  private static void work() {
    while (true) {
      try {
        CompiledProgram program = QUEUE.take();
        program.decide(isFaster(program));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /// Whether the vector code overtakes the scalar code before the time is up.
  private static boolean isFaster(CompiledProgram compiled) {
    double[][] slots = arrays(compiled.program());
    int count = compiled.program().elements() * LANES;
    LaneKernel kernel = compiled.kernel();
    boolean flat = compiled.program().isFlat() && compiled.program().elements() > 1;
    long end = System.nanoTime() + GIVE_UP_NANOS;
    int wins = 0;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      for (int i = 0; i < BATCH; i++) {
        if (flat) {
          kernel.flatScalar(slots, count);
        } else {
          kernel.scalar(slots, LANES);
        }
      }
      long middle = System.nanoTime();
      for (int i = 0; i < BATCH; i++) {
        if (flat) {
          kernel.flatVector(slots, count);
        } else {
          kernel.vector(slots, LANES);
        }
      }
      long vectors = System.nanoTime() - middle;
      wins = vectors < middle - start ? wins + 1 : 0;
      if (wins == 5) {
        warmFlat(kernel, slots, compiled.program().elements());
        return true;
      }
    }
    return false;
  }

  /// The loop for one lane has code of its own.
  private static void warmFlat(LaneKernel kernel, double[][] slots, int elements) {
    if (elements > 1) {
      for (int i = 0; i < 20_000; i++) {
        kernel.flatVector(slots, elements);
      }
    }
  }

  private static double[][] arrays(LaneProgram program) {
    int slots = 0;
    int elements = program.elements();
    for (Node node : program.nodes()) {
      if (node instanceof Node.Load load) {
        slots = Math.max(slots, load.at().slot());
        elements = Math.max(elements, load.at().element() + 1);
      }
    }
    for (LaneProgram.Store store : program.stores()) {
      slots = Math.max(slots, store.at().slot());
      elements = Math.max(elements, store.at().element() + 1);
    }
    double[][] arrays = new double[slots + 1][0];
    for (Node node : program.nodes()) {
      if (node instanceof Node.Load load) {
        arrays[load.at().slot()] = filled(elements * LANES);
      }
    }
    for (LaneProgram.Store store : program.stores()) {
      arrays[store.at().slot()] = filled(elements * LANES);
    }
    return arrays;
  }

  private static double[] filled(int size) {
    double[] array = new double[size];
    Arrays.setAll(array, i -> 0.5 + 0.25 * Math.sin(i));
    return array;
  }
}
