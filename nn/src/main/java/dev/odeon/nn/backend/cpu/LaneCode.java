package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.cpu.trial.VectorChoice;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The compiled code of a lane program, with the choice of what it runs on. Equal programs share
/// it: the stages of a method, the two plans of a graph and its derivatives have most of their
/// loops in common, and what HotSpot has compiled for one is fast for all.
final class LaneCode {
  /// Loops of fewer operations HotSpot turns into vector code by itself, and memory bounds them.
  private static final int LEAST_WORK = 12;

  /// Operations that count as one unit of work.
  private static final long TYPICAL_WORK = 32;

  /// More elements or lanes tell nothing about a loop, and its trial would take long.
  private static final int MOST_TRIED = 4096;

  private static final Map<LaneProgram, WeakReference<LaneCode>> KNOWN = new HashMap<>();
  private static int sweepAt = 1024;

  private final LaneProgram program;
  private final LaneKernel kernel;
  private final int elements;
  private final long work;
  private final boolean isFlat;
  private final VectorChoice nested;
  private final VectorChoice flat;

  private LaneCode(LaneProgram program) {
    this.program = program;
    elements = program.elements();
    isFlat = program.elements() > 1 && program.isFlat();
    kernel = KernelCompiler.compile(program);
    work = work(program);
    boolean vectors = Vectors.areAvailable() && work >= LEAST_WORK;
    nested = choice(vectors, LaneTrial.Form.NESTED);
    flat = choice(vectors, LaneTrial.Form.FLAT);
  }

  /// The code of `program`; kept as long as anybody uses it.
  static LaneCode of(LaneProgram program) {
    LaneCode known = known(program);
    if (known != null) {
      return known;
    }
    LaneCode made = new LaneCode(program);
    synchronized (KNOWN) {
      LaneCode other = known(program);
      if (other != null) {
        return other;
      }
      if (KNOWN.size() >= sweepAt) {
        KNOWN.values().removeIf(reference -> reference.refersTo(null));
        sweepAt = 2 * Math.max(512, KNOWN.size());
      }
      KNOWN.put(program, new WeakReference<>(made));
    }
    return made;
  }

  private static @Nullable LaneCode known(LaneProgram program) {
    synchronized (KNOWN) {
      WeakReference<LaneCode> reference = KNOWN.get(program);
      return reference == null ? null : reference.get();
    }
  }

  private static long work(LaneProgram program) {
    return program.nodes().stream().filter(node -> !(node instanceof Node.Load)).count();
  }

  private VectorChoice choice(boolean vectors, LaneTrial.Form form) {
    return new VectorChoice(
        vectors ? count -> new LaneTrial(form, program, kernel, tried(form, count)) : null);
  }

  /// Lanes, or elements of a flat loop, of a trial.
  private int tried(LaneTrial.Form form, int count) {
    int most =
        switch (form) {
          case FLAT -> MOST_TRIED;
          case NESTED -> Math.max(VectorChoice.LEAST_COUNT, MOST_TRIED / elements);
        };
    return Math.min(count, most);
  }

  LaneKernel kernel() {
    return kernel;
  }

  /// Runs all elements for `lanes` lanes on what is measured to be faster.
  void run(double[][] arrays, int lanes) {
    int count = elements * lanes;
    if (!VectorChoice.isWorthVectors(count)) {
      run(arrays, lanes, false);
      return;
    }
    long amount = Math.ceilDiv(count * work, TYPICAL_WORK);
    boolean vectors = loopsFlat(lanes) ? flat.use(count, amount) : nested.use(lanes, amount);
    run(arrays, lanes, vectors);
  }

  /// Runs all elements for `lanes` lanes.
  void run(double[][] arrays, int lanes, boolean vectors) {
    if (loopsFlat(lanes)) {
      if (vectors) {
        kernel.flatVector(arrays, elements * lanes);
      } else {
        kernel.flatScalar(arrays, elements * lanes);
      }
    } else if (vectors) {
      kernel.vector(arrays, lanes);
    } else {
      kernel.scalar(arrays, lanes);
    }
  }

  private boolean loopsFlat(int lanes) {
    return lanes == 1 || isFlat;
  }
}
