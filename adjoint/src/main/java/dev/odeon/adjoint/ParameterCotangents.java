package dev.odeon.adjoint;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import java.util.Arrays;
import java.util.List;

/// Cotangents of the parameters of one block of lanes, as graphs give them for a part of the
/// trajectories, added to those of all lanes.
final class ParameterCotangents {
  private final List<ValueType> types;
  private final int[] sizes;

  ParameterCotangents(List<ValueType> types) {
    this.types = types;
    sizes = types.stream().mapToInt(type -> type.type().size()).toArray();
  }

  /// Arrays for a graph to write to, for `width` lanes.
  double[][] parts(int width) {
    double[][] parts = new double[sizes.length][];
    for (int p = 0; p < sizes.length; p++) {
      parts[p] = new double[isShared(p) ? sizes[p] : sizes[p] * width];
    }
    return parts;
  }

  /// Makes those of the per-lane parameters of lanes `first` to `first + width` zero.
  void clear(double[][] gradients, int lanes, int first, int width) {
    for (int p = 0; p < sizes.length; p++) {
      for (int e = 0; !isShared(p) && e < sizes[p]; e++) {
        Arrays.fill(gradients[p], e * lanes + first, e * lanes + first + width, 0);
      }
    }
  }

  /// Adds what a graph wrote to `parts`, of the lanes that are active; sums over lanes know that
  /// already.
  void add(
      double[][] parts, double[][] gradients, double[] active, int lanes, int first, int width) {
    for (int p = 0; p < sizes.length; p++) {
      double[] part = parts[p];
      if (isShared(p)) {
        for (int e = 0; e < sizes[p]; e++) {
          gradients[p][e] += part[e];
        }
        continue;
      }
      for (int e = 0; e < sizes[p]; e++) {
        for (int lane = 0; lane < width; lane++) {
          if (active[lane] != 0) {
            gradients[p][e * lanes + first + lane] += part[e * width + lane];
          }
        }
      }
    }
  }

  /// Adds what a graph wrote to `parts`, of the first `count` lanes of `columns`.
  void add(double[][] parts, double[][] gradients, int[] columns, int count, int lanes, int first) {
    for (int p = 0; p < sizes.length; p++) {
      double[] part = parts[p];
      double[] sum = gradients[p];
      if (isShared(p)) {
        for (int e = 0; e < sizes[p]; e++) {
          sum[e] += part[e];
        }
        continue;
      }
      for (int e = 0; e < sizes[p]; e++) {
        for (int column = 0; column < count; column++) {
          sum[e * lanes + first + columns[column]] += part[e * count + column];
        }
      }
    }
  }

  /// Makes those that depend on lane `lane` NaN.
  void poison(double[][] gradients, int lanes, int lane) {
    for (int p = 0; p < sizes.length; p++) {
      for (int e = 0; e < sizes[p]; e++) {
        gradients[p][isShared(p) ? e : e * lanes + lane] = Double.NaN;
      }
    }
  }

  private boolean isShared(int p) {
    return types.get(p).scope() == Scope.SHARED;
  }
}
