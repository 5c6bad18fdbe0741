package dev.odeon.nn.backend.cpu.trial;

import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs vector loops on arrays of their own, on one background thread, until HotSpot has compiled
/// them.
public final class WarmUp {
  private static final int BATCH = 64;

  /// Running time of a batch beyond which it has fewer runs.
  private static final long BATCH_NANOS = 5_000_000L;

  private static final int WINS = 5;

  /// Short runs after which HotSpot has compiled any loop: it wants 5,000 calls, and each of these
  /// is several.
  private static final int PRIMING = 2000;

  /// Time for short runs in one turn.
  private static final long PRIMING_NANOS = 10_000_000L;

  /// A run on vectors that takes so many times as long as one on numbers was interpreted.
  private static final int SLOW = 8;

  /// Running time after which a loop is left to its scalar code for the time being.
  private static final long GIVE_UP_NANOS = 6_000_000_000L;

  /// Loops take turns: one that HotSpot is slow to compile must not keep the others waiting.
  private static final long TURN_NANOS = 20_000_000L;

  /// The loop that has had the least time for what there is to gain has the next turn: a loop over
  /// a thousand numbers matters more than one over twenty, and its vectors take longer to warm up.
  private static final BlockingQueue<Task> QUEUE =
      new PriorityBlockingQueue<>(64, Comparator.comparingDouble(Task::share));

  /// A loop that is warmed up.
  private static final class Task {
    private final VectorChoice choice;
    private final Supplier<Trial> maker;
    private @Nullable Trial made;
    private int batch;
    private int primed;
    private long spent;
    private int wins;
    private double scalarNanos = Double.POSITIVE_INFINITY;

    Task(VectorChoice choice, Supplier<Trial> maker) {
      this.choice = choice;
      this.maker = maker;
    }

    /// The time it has had, for each nanosecond that its numbers take now.
    double share() {
      return spent / scalarNanos;
    }

    /// Runs both codes for a while; whether it is known now which is the faster.
    boolean takeTurn() {
      Trial trial = made;
      if (trial == null) {
        trial = maker.get();
        made = trial;
      }
      long begin = System.nanoTime();
      if (batch == 0) {
        trial.scalar();
        batch = Math.clamp(BATCH_NANOS / Math.max(1, System.nanoTime() - begin), 1, BATCH);
      }
      long now = prime(trial, begin);
      boolean isCompiled = true;
      while (isCompiled && now - begin < TURN_NANOS && wins < WINS) {
        for (int i = 0; i < batch; i++) {
          trial.scalar();
        }
        long middle = System.nanoTime();
        scalarNanos = Math.min(scalarNanos, (middle - now) / (double) batch);
        trial.vector();
        long end = System.nanoTime();
        isCompiled = end - middle < SLOW * scalarNanos;
        for (int i = 1; isCompiled && i < batch; i++) {
          trial.vector();
        }
        end = System.nanoTime();
        wins = isCompiled && end - middle < middle - now ? wins + 1 : 0;
        now = end;
      }
      spent += now - begin;
      return wins == WINS || spent > GIVE_UP_NANOS;
    }

    /// Runs the vector code in short, as often as HotSpot wants to see it before it compiles it.
    private long prime(Trial trial, long begin) {
      long now = begin;
      do {
        trial.vectorElsewhere();
        primed++;
        now = System.nanoTime();
      } while (primed < PRIMING && now - begin < PRIMING_NANOS);
      return now;
    }

    void settle() {
      if (wins == WINS) {
        choice.decide(true);
      } else {
        choice.postpone();
      }
    }
  }

  static {
    Thread thread = new Thread(WarmUp::work, "odeon-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private WarmUp() {}

  /// @param trial made when its turn comes, on the thread that runs it
  static void schedule(VectorChoice choice, Supplier<Trial> trial) {
    QUEUE.add(new Task(choice, trial));
  }

  private static void work() {
    VectorDirective.give();
    while (true) {
      Task task;
      try {
        task = QUEUE.take();
      } catch (InterruptedException e) {
        return;
      }
      try {
        if (task.takeTurn()) {
          task.settle();
        } else {
          QUEUE.add(task);
        }
      } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
        task.choice.decide(false);
        System.getLogger(WarmUp.class.getName())
            .log(System.Logger.Level.WARNING, "a loop stays without vectors: its trial failed", e);
      }
    }
  }

  /// An array of numbers to run a trial on.
  public static double[] filled(int size) {
    double[] array = new double[size];
    Arrays.setAll(array, i -> 0.5 + 0.001 * (i % 100));
    return array;
  }
}
