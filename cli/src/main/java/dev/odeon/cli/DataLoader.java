package dev.odeon.cli;

import dev.odeon.cli.data.CsvReader;
import dev.odeon.cli.data.CsvRequest;
import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.data.ValueDomain;
import dev.odeon.cli.fitfile.DataSection;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.TimeSection;
import java.util.Arrays;
import java.util.List;

/// Gets the measurements and the times that a fit file asks for.
final class DataLoader {
  private DataLoader() {}

  /// The observed columns of the data, with values that the loss can compare.
  static TimeSeries load(FitFile file, DataSection data) {
    ValueDomain domain =
        switch (file.loss().on()) {
          case VALUE -> ValueDomain.REAL;
          case LOG -> ValueDomain.POSITIVE;
        };
    return load(data, domain);
  }

  private static TimeSeries load(DataSection data, ValueDomain domain) {
    return CsvReader.read(
        new CsvRequest(data.file(), data.time(), data.observe(), data.rows(), domain));
  }

  /// The times to solve for: those of the file, otherwise those of its data.
  static List<Double> times(FitFile file) {
    return switch (file.time()) {
      case TimeSection.Span span -> span.times();
      case TimeSection.At at -> at.times();
      case TimeSection.FromData _ -> {
        DataSection data = file.data().orElseThrow();
        yield Arrays.stream(load(data, ValueDomain.REAL).distinctTimes()).boxed().toList();
      }
    };
  }
}
