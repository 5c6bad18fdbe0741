package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BlockSums;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneArrays;
import dev.odeon.ode.lanes.RunResults;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Collects the cotangents of all parts of a batch; those of shared parameters are added up over
/// blocks in the order of lane sums.
final class GradientTotals {
  private final List<ValueType> types;
  private final int lanes;
  private final double[] initial;
  private final double[][] gradients;
  private final double[][] partial;
  private boolean isFolded;

  GradientTotals(List<ValueType> types, int lanes, double[] initial, double[][] gradients) {
    this.types = types;
    this.lanes = lanes;
    this.initial = initial;
    this.gradients = gradients;
    partial = new double[Math.ceilDiv(lanes, BackwardBuffers.THREADS)][];
  }

  private boolean isShared(int i) {
    return TrajectoryMemory.isShared(types, i);
  }

  private int size(int i) {
    return types.get(i).type().size();
  }

  private int sharedSize() {
    return IntStream.range(0, types.size()).filter(this::isShared).map(this::size).sum();
  }

  /// Takes what a way back came to.
  ///
  /// @param shared cotangents of the shared parameters of each block, or of all together
  void take(
      TrajectoryInput part,
      BackwardBuffers way,
      List<double[]> shared,
      double[] reports,
      double[][] cotangents,
      RunResults results) {
    int first = part.first();
    int width = part.width();
    int dimension = initial.length / lanes;
    LaneArrays.scatter(way.array(way.memory().initial()), dimension, width, initial, lanes, first);
    int next = 0;
    for (int i = 0; i < types.size(); i++) {
      if (!isShared(i)) {
        double[] own = way.array(way.memory().own().get(next++));
        LaneArrays.scatter(own, size(i), width, gradients[i], lanes, first);
      }
    }
    isFolded = shared.size() < way.blocks();
    int block = first / BackwardBuffers.THREADS;
    for (int at = 0; at < shared.size(); at++) {
      partial[block + at] = shared.get(at);
    }
    for (int lane = 0; lane < width; lane++) {
      int saved = (int) reports[Report.SAVED * width + lane];
      boolean lacksEnd = Double.isNaN(results.ends().times()[first + lane]);
      if (wants(cotangents[0], saved * dimension, first + lane)
          || (lacksEnd && wantsEnd(cotangents, first + lane))) {
        poison(first + lane, dimension);
      }
    }
  }

  private boolean wantsEnd(double[][] cotangents, int lane) {
    return cotangents.length > 1
        && (wants(cotangents[1], 0, lane) || wants(cotangents[2], 0, lane));
  }

  /// Whether any row from `from` on is wanted of a lane.
  private boolean wants(double[] cotangent, int from, int lane) {
    for (int row = from; row < cotangent.length / lanes; row++) {
      if (cotangent[row * lanes + lane] != 0) {
        return true;
      }
    }
    return false;
  }

  /// Makes all that depends on lanes that were cut off NaN.
  void poison(TrajectoryInput part) {
    for (int lane = part.first(); lane < part.first() + part.width(); lane++) {
      poison(lane, initial.length / lanes);
    }
  }

  /// Makes all that depends on a lane NaN.
  private void poison(int lane, int dimension) {
    for (int i = 0; i < dimension; i++) {
      initial[i * lanes + lane] = Double.NaN;
    }
    int block = isFolded ? 0 : lane / BackwardBuffers.THREADS;
    if (partial[block] == null) {
      partial[block] = new double[sharedSize()];
    }
    Arrays.fill(partial[block], Double.NaN);
    for (int i = 0; i < types.size(); i++) {
      for (int e = 0; !isShared(i) && e < size(i); e++) {
        gradients[i][e * lanes + lane] = Double.NaN;
      }
    }
  }

  /// Adds up over blocks.
  void finish() {
    if (partial.length > 0 && !isFolded) {
      BlockSums.combine(partial);
    }
    int from = 0;
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).scope() == Scope.SHARED) {
        if (partial.length == 0) {
          Arrays.fill(gradients[i], 0, size(i), 0);
        } else {
          System.arraycopy(partial[0], from, gradients[i], 0, size(i));
        }
        from += size(i);
      }
    }
  }
}
