package dev.odeon.ode.lanes;

import dev.odeon.nn.graph.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a sensitivity would have to compute again of the accepted steps of one block of lanes: the
/// values that attempts left, see [Recording.Taped].
public final class StepTape {
  /// Larger ones are left to the collector.
  private static final long MOST_BYTES = 8 << 20;

  private static final int[] NOWHERE = new int[0];

  private final Graph kept;
  private final int[] sizes;
  private final List<double[][]> attempts = new ArrayList<>();
  private final double[][] gathered;
  private final int[][] places = new int[Blocks.SIZE][];
  private final int[] steps = new int[Blocks.SIZE];
  private int[] widths = new int[16];
  private int used;
  private boolean isUsed;
  private long room;
  private long stepBytes;

  StepTape(Graph kept) {
    this.kept = kept;
    sizes = kept.outputs().stream().mapToInt(value -> value.type().size()).toArray();
    gathered = new double[sizes.length][0];
  }

  /// What makes the values.
  Graph kept() {
    return kept;
  }

  /// Begins with other trajectories.
  ///
  /// @param bytes room for the values and the records of the steps together
  /// @param recordBytes what the record of a step takes
  void begin(long bytes, long recordBytes) {
    room = bytes;
    stepBytes = recordBytes + Integer.BYTES;
    used = 0;
    Arrays.fill(places, NOWHERE);
    Arrays.fill(steps, 0);
  }

  /// Arrays for an attempt of `width` columns to write to; null if there is no room for them.
  double @Nullable [][] next(int width) {
    if (room < bytes(width) + stepBytes * width) {
      return null;
    }
    if (used == attempts.size()) {
      attempts.add(new double[sizes.length][0]);
      widths = used < widths.length ? widths : Arrays.copyOf(widths, 2 * used);
    }
    double[][] arrays = attempts.get(used);
    for (int i = 0; i < sizes.length; i++) {
      if (arrays[i].length < sizes[i] * width) {
        arrays[i] = new double[sizes[i] * width];
      }
    }
    widths[used] = width;
    isUsed = false;
    return arrays;
  }

  private long bytes(int width) {
    long bytes = 0;
    for (int size : sizes) {
      bytes += (long) Double.BYTES * size * width;
    }
    return bytes;
  }

  /// The attempt at hand was the next step of `lane`, in column `column`.
  void add(int lane, int column) {
    int step = steps[lane]++;
    if (step == places[lane].length) {
      places[lane] = Arrays.copyOf(places[lane], Math.max(8, 2 * step));
    }
    places[lane][step] = used * Blocks.SIZE + column;
    room -= stepBytes;
    isUsed = true;
  }

  /// Ends the attempt at hand: if no lane takes it as its step, the next one overwrites it.
  void end() {
    if (isUsed) {
      room -= bytes(widths[used]);
      used++;
    }
  }

  /// Puts the values of step `step` of some lanes to `into`, from place `from` on,
  /// `[element][lane]`; they are not to be changed.
  ///
  /// @param lanes the first `count` of them are wanted, each with more than `step` steps
  public void read(int[] lanes, int count, int step, double[][] into, int from) {
    int attempt = places[lanes[0]][step] / Blocks.SIZE;
    boolean isWhole = widths[attempt] == count;
    for (int i = 0; isWhole && i < count; i++) {
      isWhole = places[lanes[i]][step] == attempt * Blocks.SIZE + i;
    }
    if (isWhole) {
      System.arraycopy(attempts.get(attempt), 0, into, from, sizes.length);
      return;
    }
    for (int i = 0; i < sizes.length; i++) {
      if (gathered[i].length == 0) {
        gathered[i] = new double[sizes[i] * Blocks.SIZE];
      }
      into[from + i] = gathered[i];
    }
    for (int lane = 0; lane < count; lane++) {
      int place = places[lanes[lane]][step];
      int column = place % Blocks.SIZE;
      double[][] arrays = attempts.get(place / Blocks.SIZE);
      int width = widths[place / Blocks.SIZE];
      for (int i = 0; i < sizes.length; i++) {
        for (int e = 0; e < sizes[i]; e++) {
          gathered[i][e * count + lane] = arrays[i][e * width + column];
        }
      }
    }
  }

  /// Lets go of all values, so that what they took is room for other things.
  void giveUp() {
    attempts.clear();
    used = 0;
    for (int i = 0; i < gathered.length; i++) {
      gathered[i] = new double[0];
    }
  }

  /// Whether it is small enough to be used again.
  boolean isSmall() {
    long bytes = 0;
    for (double[][] arrays : attempts) {
      for (double[] array : arrays) {
        bytes += (long) Double.BYTES * array.length;
      }
    }
    return bytes <= MOST_BYTES;
  }
}
