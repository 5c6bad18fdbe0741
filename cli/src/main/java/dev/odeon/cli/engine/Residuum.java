package dev.odeon.cli.engine;

import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.fitfile.LossScale;

/// The root mean square of residuals, gathered one by one.
final class Residuum {
  private double sum;
  private long count;

  /// Adds the residuals of `name` in the rows of `data` from distinct time `from` to before `to`. A
  /// time that the solution did not reach counts as NaN.
  void add(LossScale scale, TimeSeries data, TimeSeries fitted, String name, int from, int to) {
    int[] index = data.distinctIndex();
    for (int row = 0; row < data.rows(); row++) {
      if (index[row] < from || index[row] >= to || data.isMissing(name, row)) {
        continue;
      }
      double model = index[row] < fitted.rows() ? fitted.value(name, index[row]) : Double.NaN;
      double seen = data.value(name, row);
      double r =
          switch (scale) {
            case VALUE -> model - seen;
            case LOG -> Math.log(model) - Math.log(seen);
          };
      sum += r * r;
      count++;
    }
  }

  long count() {
    return count;
  }

  double rootMeanSquare() {
    return count == 0 ? Double.NaN : Math.sqrt(sum / count);
  }
}
