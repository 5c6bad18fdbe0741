package dev.odeon.nn.backend.cpu;

import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Runs vector loops on arrays of its own, on one background thread, until HotSpot has compiled
/// them.
final class WarmUp {
  private static final int BATCH = 64;

  /// Running time of a batch beyond which it has fewer runs.
  private static final long BATCH_NANOS = 5_000_000L;

  private static final int WINS = 5;

  /// Running time after which a loop is left to its scalar code.
  private static final long GIVE_UP_NANOS = 6_000_000_000L;

  /// Loops take turns: one that HotSpot is slow to compile must not keep the others waiting.
  private static final long TURN_NANOS = 20_000_000L;

  private static final BlockingQueue<Task> QUEUE = new LinkedBlockingQueue<>();

  /// A loop that is warmed up.
  private static final class Task {
    private final VectorChoice choice;
    private final int count;
    private final double[][] slots;
    private int batch;
    private long spent;
    private int wins;

    Task(VectorChoice choice, int count) {
      this.choice = choice;
      this.count = count;
      slots = choice.loop().arrays(count);
    }

    /// Runs both codes for a while; whether it is known now which is the faster.
    boolean takeTurn() {
      Loop loop = choice.loop();
      long begin = System.nanoTime();
      if (batch == 0) {
        loop.scalar(slots, count);
        batch = Math.clamp(BATCH_NANOS / Math.max(1, System.nanoTime() - begin), 1, BATCH);
      }
      long now = begin;
      while (now - begin < TURN_NANOS && wins < WINS) {
        for (int i = 0; i < batch; i++) {
          loop.scalar(slots, count);
        }
        long middle = System.nanoTime();
        for (int i = 0; i < batch; i++) {
          loop.vector(slots, count);
        }
        long end = System.nanoTime();
        wins = end - middle < middle - now ? wins + 1 : 0;
        now = end;
      }
      spent += now - begin;
      return wins == WINS || spent > GIVE_UP_NANOS;
    }
  }

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
        if (task.takeTurn()) {
          task.choice.decide(task.wins == WINS);
        } else {
          QUEUE.add(task);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
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

  static double[] filled(int size) {
    double[] array = new double[size];
    Arrays.setAll(array, i -> 0.5 + 0.001 * (i % 100));
    return array;
  }
}
