package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.BoundRun;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.List;

/// Runs a graph without its rare branches, and again with them if some lane turns out to need one:
/// where none does the results are the same bits.
final class LikelyExecutable implements Executable {
  /// Runs that a failed attempt keeps from trying, at most.
  private static final int LONGEST_PAUSE = 1024;

  private final Executable general;
  private final Executable likely;
  private final int[] flagSizes;
  private final boolean[] flagLanes;
  private final double[][] outputs;
  private final double[][] raised;
  private int capacity;
  private int pause;
  private int wait;

  /// @param general the graph
  /// @param likely what [LikelyBranches] made of it
  LikelyExecutable(Executable general, Executable likely) {
    this.general = general;
    this.likely = likely;
    List<Value> all = likely.graph().outputs();
    List<Value> flags = all.subList(general.graph().outputs().size(), all.size());
    flagSizes = flags.stream().mapToInt(flag -> flag.type().size()).toArray();
    flagLanes = new boolean[flagSizes.length];
    for (int i = 0; i < flagLanes.length; i++) {
      flagLanes[i] = flags.get(i).scope() == Scope.PER_LANE;
    }
    outputs = new double[all.size()][];
    raised = new double[flags.size()][];
  }

  @Override
  public Graph graph() {
    return general.graph();
  }

  @Override
  public void run(double[][] in, double[][] out, int lanes) {
    boolean fits =
        in.length == graph().inputs().size() && out.length == graph().outputs().size() && lanes > 0;
    if (!fits || wait > 0) {
      wait = Math.max(0, wait - 1);
      general.run(in, out, lanes);
      return;
    }
    gather(out, lanes);
    likely.run(in, outputs, lanes);
    if (isWrong(raised, lanes)) {
      general.run(in, out, lanes);
    }
  }

  @Override
  public BoundRun bind(double[][] in, double[][] out, int lanes) {
    BoundRun always = general.bind(in, out, lanes);
    gather(out, lanes);
    double[][] flags = raised.clone();
    BoundRun mostly = likely.bind(in, outputs, lanes);
    return count -> {
      if (wait > 0) {
        wait--;
        always.run(count);
        return;
      }
      mostly.run(count);
      if (isWrong(flags, count)) {
        always.run(count);
      }
    };
  }

  /// Whether what `likely` left is of no use.
  private boolean isWrong(double[][] flags, int lanes) {
    if (!isRaised(flags, lanes)) {
      pause = 0;
      return false;
    }
    pause = Math.min(LONGEST_PAUSE, 2 * pause + 1);
    wait = pause;
    return true;
  }

  private void gather(double[][] out, int lanes) {
    reserve(lanes);
    System.arraycopy(out, 0, outputs, 0, out.length);
    System.arraycopy(raised, 0, outputs, out.length, raised.length);
  }

  private int length(int flag, int lanes) {
    return flagSizes[flag] * (flagLanes[flag] ? lanes : 1);
  }

  private void reserve(int lanes) {
    if (lanes > capacity) {
      for (int i = 0; i < raised.length; i++) {
        raised[i] = new double[length(i, lanes)];
      }
      capacity = lanes;
    }
  }

  private boolean isRaised(double[][] flags, int lanes) {
    for (int i = 0; i < flags.length; i++) {
      if (holdsTruth(flags[i], length(i, lanes))) {
        return true;
      }
    }
    return false;
  }

  /// Truth values are 0 and 1; all are looked at, since a loop without an exit becomes vector code.
  private static boolean holdsTruth(double[] values, int count) {
    long bits = 0;
    for (int i = 0; i < count; i++) {
      bits |= Double.doubleToRawLongBits(values[i]);
    }
    return bits != 0;
  }
}
