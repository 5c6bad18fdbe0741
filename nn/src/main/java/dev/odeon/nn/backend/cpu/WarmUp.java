package dev.odeon.nn.backend.cpu;

import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Runs vector loops on arrays of its own, on one background thread, until HotSpot has compiled
/// them.
final class WarmUp {
  private static final int BATCH = 64;
  private static final int WINS = 5;
  private static final long GIVE_UP_NANOS = 6_000_000_000L;
  private static final BlockingQueue<Task> QUEUE = new LinkedBlockingQueue<>();

  private record Task(VectorChoice choice, int count) {}

  /// One of the two loops of a kernel.
  interface Loop {
    /// No loop.
    Loop NONE = new Loop() {};

    /// Arrays to run it on.
    default double[][] arrays(int count) {
      return new double[0][];
    }

    /// Runs it, one number at a time.
    default void scalar(double[][] slots, int count) {}

    /// Runs it on vectors.
    default void vector(double[][] slots, int count) {}

    /// The loop over elements and lanes.
    static Loop nested(LaneProgram program, LaneKernel kernel) {
      return new Loop() {
        @Override
        public double[][] arrays(int count) {
          return WarmUp.arrays(program, count);
        }

        @Override
        public void scalar(double[][] slots, int count) {
          kernel.scalar(slots, count);
        }

        @Override
        public void vector(double[][] slots, int count) {
          kernel.vector(slots, count);
        }
      };
    }

    /// The loop over both as one.
    static Loop flat(LaneProgram program, LaneKernel kernel) {
      return new Loop() {
        @Override
        public double[][] arrays(int count) {
          return WarmUp.arrays(program, count);
        }

        @Override
        public void scalar(double[][] slots, int count) {
          kernel.flatScalar(slots, count);
        }

        @Override
        public void vector(double[][] slots, int count) {
          kernel.flatVector(slots, count);
        }
      };
    }
  }

  static {
    Thread thread = new Thread(WarmUp::work, "odeon-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private WarmUp() {}

  static void schedule(VectorChoice choice, int count) {
    QUEUE.add(new Task(choice, count));
  }

  private static void work() {
    VectorDirective.give();
    while (true) {
      try {
        Task task = QUEUE.take();
        task.choice().decide(isFaster(task.choice().loop(), task.count()));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /// Whether the vector code overtakes the scalar code before the time is up.
  private static boolean isFaster(Loop loop, int count) {
    double[][] slots = loop.arrays(count);
    long end = System.nanoTime() + GIVE_UP_NANOS;
    int wins = 0;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      for (int i = 0; i < BATCH; i++) {
        loop.scalar(slots, count);
      }
      long middle = System.nanoTime();
      for (int i = 0; i < BATCH; i++) {
        loop.vector(slots, count);
      }
      long vectors = System.nanoTime() - middle;
      wins = vectors < middle - start ? wins + 1 : 0;
      if (wins == WINS) {
        return true;
      }
    }
    return false;
  }

  private static double[][] arrays(LaneProgram program, int count) {
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
        arrays[load.at().slot()] = filled(elements * count);
      }
    }
    for (LaneProgram.Store store : program.stores()) {
      arrays[store.at().slot()] = filled(elements * count);
    }
    return arrays;
  }

  private static double[] filled(int size) {
    double[] array = new double[size];
    Arrays.setAll(array, i -> 0.5 + 0.001 * (i % 100));
    return array;
  }
}
