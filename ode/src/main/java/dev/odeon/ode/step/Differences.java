package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Backward differences `D^1 y ... D^7 y` of a lane at its last state, for its own order.
///
/// @param rows the differences, `[d]` each
/// @param order the order in use, 1 to 5, scalar
record Differences(List<Tensor> rows, Tensor order) {
  /// Number of differences: two more than the largest order.
  static final int COUNT = 7;

  /// Largest order.
  static final int MOST = 5;

  /// Difference `i`, from 1.
  Tensor get(int i) {
    return rows.get(i - 1);
  }

  /// Whether difference `i` takes part in the formula, as a truth value.
  private Tensor counts(int i) {
    return order.compare(Comparison.GE, i);
  }

  /// Difference `i` if it takes part, else zero.
  Tensor used(int i) {
    return i == 1 ? get(1) : counts(i).select(get(i), get(i).zeros());
  }

  /// `table[order]`, scalar; `table[0]` is not used.
  Tensor pick(double... table) {
    Tensor value = order.scalar(table[1]);
    for (int k = 2; k < table.length; k++) {
      value = order.compare(Comparison.EQ, k).select(order.scalar(table[k]), value);
    }
    return value;
  }

  /// Difference number `order + more`.
  Tensor beyond(int more) {
    Tensor row = get(1 + more);
    for (int k = 2; k <= MOST; k++) {
      if (k + more >= 1) {
        row = order.compare(Comparison.EQ, k).select(get(k + more), row);
      }
    }
    return row;
  }

  /// The differences of the same polynomial for steps `factor` times as large: `D'_j = sum_{i>=j}
  /// (R(factor) U)_ij D_i`. Shampine and Reichelt (1997), section 2.2.
  Differences rescaled(Tensor factor) {
    Tensor[][] r = new Tensor[MOST + 1][MOST + 1];
    for (int k = 1; k <= MOST; k++) {
      r[0][k] = factor.scalar(1);
      for (int i = 1; i <= MOST; i++) {
        Tensor term = factor.times((double) -k).plus(i - 1).dividedBy((double) i);
        r[i][k] = i == 1 ? term : r[i - 1][k].times(term);
      }
    }
    List<Tensor> changed = new ArrayList<>();
    for (int j = 1; j <= COUNT; j++) {
      if (j > MOST) {
        changed.add(get(j));
        continue;
      }
      Tensor sum = null;
      for (int i = j; i <= MOST; i++) {
        Tensor weight = null;
        for (int k = 1; k <= j; k++) {
          Tensor part = r[i][k].times((k % 2 == 0 ? 1 : -1) * binomial(j, k));
          weight = weight == null ? part : weight.plus(part);
        }
        if (weight != null) {
          sum = sum == null ? used(i).times(weight) : used(i).fma(weight, sum);
        }
      }
      changed.add(sum == null ? get(j) : counts(j).select(sum, get(j)));
    }
    return new Differences(changed, order);
  }

  private static double binomial(int n, int k) {
    double value = 1;
    for (int i = 1; i <= k; i++) {
      value = value * (n - k + i) / i;
    }
    return value;
  }

  /// The differences at the new state, whose distance from the predicted one is `last`.
  Differences advanced(Tensor last) {
    Tensor[] next = new Tensor[COUNT + 1];
    for (int i = COUNT; i >= 1; i--) {
      Tensor value = get(i);
      if (i >= 3) {
        value = order.compare(Comparison.EQ, i - 2).select(last.minus(get(i - 1)), value);
      }
      if (i >= 2) {
        value = order.compare(Comparison.EQ, i - 1).select(last, value);
      }
      if (i <= MOST) {
        value = counts(i).select(get(i).plus(next[i + 1]), value);
      }
      next[i] = value;
    }
    List<Tensor> changed = new ArrayList<>();
    for (int i = 1; i <= COUNT; i++) {
      changed.add(next[i]);
    }
    return new Differences(changed, order);
  }
}
