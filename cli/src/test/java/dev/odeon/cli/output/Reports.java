package dev.odeon.cli.output;

import dev.odeon.cli.data.TimeSeries;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/// A report for tests: three rows of data at two times, the second with a missing value.
public final class Reports {
  private Reports() {}

  /// A report with the given ending.
  public static FitReport fit(Ending ending) {
    Map<String, Double> rmse = new LinkedHashMap<>();
    rmse.put("hare", 0.25);
    rmse.put("lynx", 0.125);
    Map<String, double[]> observed = new LinkedHashMap<>();
    observed.put("hare", new double[] {30, 31, 47.2});
    observed.put("lynx", new double[] {4, Double.NaN, 6.1});
    Map<String, double[]> fitted = new LinkedHashMap<>();
    fitted.put("hare", new double[] {34.5, 50});
    fitted.put("lynx", new double[] {5.5, 7});
    return new FitReport(
        ending,
        0.5,
        rmse,
        0.2,
        OptionalDouble.empty(),
        Map.of("a", 0.54),
        Map.of("hare", 34.6),
        700,
        1.5,
        900,
        100_000,
        Path.of("out"),
        TimeSeries.of(new double[] {1900, 1900, 1901}, observed),
        TimeSeries.of(new double[] {1900, 1901}, fitted));
  }
}
