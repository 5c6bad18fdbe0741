package dev.odeon.cli.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.odeon.cli.data.TimeSeries;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Results as CSV: a header line, `t` first; numbers read back to the same double, a missing one is
/// an empty cell.
public final class CsvText {
  private CsvText() {}

  /// Columns `t` and those of the series.
  public static String of(TimeSeries series) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(header(series.names()));
    for (int row = 0; row < series.rows(); row++) {
      List<String> line = new ArrayList<>();
      line.add(cell(series.time(row)));
      for (String name : series.names()) {
        line.add(cell(series.value(name, row)));
      }
      lines.add(line);
    }
    return text(lines);
  }

  /// The contents of `fit.csv`: for each row of the data `t` and then, for each observed quantity,
  /// `NAME_observed` and `NAME_fitted`, which is empty at times that the solver did not reach.
  public static String of(FitReport report) {
    TimeSeries observed = report.observed();
    TimeSeries fitted = report.fitted();
    int[] fittedRow = observed.distinctIndex();
    List<String> names = new ArrayList<>();
    observed.names().forEach(name -> names.addAll(List.of(name + "_observed", name + "_fitted")));
    List<List<String>> lines = new ArrayList<>();
    lines.add(header(names));
    for (int row = 0; row < observed.rows(); row++) {
      List<String> line = new ArrayList<>();
      line.add(cell(observed.time(row)));
      for (String name : observed.names()) {
        line.add(cell(observed.value(name, row)));
        boolean reached = fittedRow[row] < fitted.rows();
        line.add(cell(reached ? fitted.value(name, fittedRow[row]) : Double.NaN));
      }
      lines.add(line);
    }
    return text(lines);
  }

  private static List<String> header(List<String> names) {
    List<String> header = new ArrayList<>(List.of("t"));
    header.addAll(names);
    return header;
  }

  private static String cell(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  private static String text(List<List<String>> lines) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      lines.forEach(csv::writeRecord);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return text.toString();
  }
}
