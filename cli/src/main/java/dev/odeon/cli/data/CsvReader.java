package dev.odeon.cli.data;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;

/// Reads a [TimeSeries] from a CSV file (RFC 4180, UTF-8, an optional byte order mark).
///
/// The first line that is no comment is the header; lines that begin with `#` are comments; an
/// empty cell is a missing value, but a time may not be missing. Rows are sorted by time; rows of
/// equal time keep the order of the file. Only the named columns are looked at, but every row must
/// be as long as the header.
public final class CsvReader {
  private static final int MAX_CELL = 64 * 1024;

  private final CsvRequest request;
  private final String file;

  private CsvReader(CsvRequest request) {
    this.request = request;
    this.file = String.valueOf(request.file().getFileName());
  }

  /// Reads what `request` names.
  ///
  /// @throws CsvException if the file cannot be read or is not as described
  public static TimeSeries read(CsvRequest request) {
    return new CsvReader(request).read();
  }

  private TimeSeries read() {
    Path path = request.file();
    if (!Files.exists(path) || Files.isDirectory(path)) {
      throw new CsvException("cannot read the data file " + path + ": there is no such file");
    }
    var builder =
        de.siegmar.fastcsv.reader.CsvReader.builder()
            .commentStrategy(CommentStrategy.SKIP)
            .detectBomHeader(true)
            .maxBufferSize(MAX_CELL)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
    try (var records = builder.ofCsvRecord(path)) {
      return read(records.iterator());
    } catch (IOException | UncheckedIOException failure) {
      throw new CsvException("cannot read the data file " + path + ": " + failure.getMessage());
    } catch (CsvParseException failure) {
      throw new CsvException(file + ": not a CSV file: " + rootMessage(failure));
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private TimeSeries read(Iterator<CsvRecord> records) {
    if (!records.hasNext()) {
      throw new CsvException(file + ": the file is empty; it needs a header line and rows");
    }
    CsvHeader header = new CsvHeader(file, records.next());
    SeriesColumns columns = SeriesColumns.locate(header, request);
    List<SeriesRow> rows = new ArrayList<>();
    while (records.hasNext()) {
      CsvRecord cells = records.next();
      header.checkLength(cells);
      if (isSelected(columns, cells)) {
        rows.add(row(columns, cells));
      }
    }
    return series(rows);
  }

  private boolean isSelected(SeriesColumns columns, CsvRecord cells) {
    if (request.rows().isEmpty()) {
      return true;
    }
    RowCondition condition = request.rows().get();
    try {
      return condition.selects(cells.getField(columns.conditionIndex()).strip());
    } catch (IllegalArgumentException fault) {
      throw fault(cells, condition.column(), String.valueOf(fault.getMessage()));
    }
  }

  private SeriesRow row(SeriesColumns columns, CsvRecord cells) {
    String time = cells.getField(columns.timeIndex()).strip();
    if (time.isEmpty()) {
      throw fault(cells, request.timeColumn(), "the time is missing");
    }
    List<Double> values = new ArrayList<>();
    int column = 0;
    for (String header : request.columns().values()) {
      String cell = cells.getField(columns.valueIndexes().get(column++)).strip();
      values.add(cell.isEmpty() ? Double.NaN : value(cells, header, cell));
    }
    return new SeriesRow(number(cells, request.timeColumn(), time), values);
  }

  private double value(CsvRecord cells, String header, String cell) {
    double value = number(cells, header, cell);
    return switch (request.domain()) {
      case REAL -> value;
      case POSITIVE -> {
        if (value <= 0) {
          throw fault(
              cells,
              header,
              cell + " has no logarithm; choose loss: {on: value} or leave it empty");
        }
        yield value;
      }
    };
  }

  private double number(CsvRecord cells, String header, String cell) {
    OptionalDouble number = DecimalNumber.parse(cell);
    if (number.isEmpty()) {
      throw fault(cells, header, DecimalNumber.fault(cell));
    }
    return number.getAsDouble();
  }

  private CsvException fault(CsvRecord cells, String header, String what) {
    return new CsvException(
        "%s, line %d, column '%s': %s"
            .formatted(file, cells.getStartingLineNumber(), header, what));
  }

  private TimeSeries series(List<SeriesRow> rows) {
    if (rows.isEmpty()) {
      String which =
          request.rows().isPresent()
              ? "no row has " + request.rows().get().describe()
              : "the file has a header but no rows";
      throw new CsvException(file + ": " + which);
    }
    rows.sort(Comparator.comparingDouble(SeriesRow::time));
    TimeSeries series = SeriesRow.series(rows, List.copyOf(request.columns().keySet()));
    request.columns().forEach((name, header) -> checkPresent(series, name, header));
    if (series.distinctTimes().length < 2) {
      throw new CsvException(
          "%s: the time range is empty: every row has the time %s".formatted(file, series.time(0)));
    }
    return series;
  }

  private void checkPresent(TimeSeries series, String name, String header) {
    if (series.present(name) == 0) {
      throw new CsvException("%s: column '%s' has no values".formatted(file, header));
    }
  }
}
