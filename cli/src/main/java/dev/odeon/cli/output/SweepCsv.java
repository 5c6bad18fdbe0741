package dev.odeon.cli.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/// The table of a sweep as CSV. Numbers read back to the same double, a missing one is an empty
/// cell; the last column says how the trajectory ended.
public final class SweepCsv implements SweepRows {
  private final CsvWriter csv;

  /// @param writer where the text goes; not closed
  public SweepCsv(Writer writer) {
    csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
  }

  @Override
  public void header(List<String> names) {
    List<String> header = new ArrayList<>(names);
    header.add("outcome");
    csv.writeRecord(header);
  }

  @Override
  public void row(double[] numbers, String outcome) {
    List<String> cells = new ArrayList<>();
    for (double number : numbers) {
      cells.add(Double.isNaN(number) ? "" : Double.toString(number));
    }
    cells.add(outcome);
    csv.writeRecord(cells);
  }

  @Override
  public void end() {
    try {
      csv.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
