package dev.odeon.cli.data;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What to read from a CSV file.
///
/// @param file the file
/// @param timeColumn header of the column of times
/// @param columns name in the resulting [TimeSeries] -> header of the column
/// @param rows which rows to take; all if empty
/// @param domain which observed values are accepted
public record CsvRequest(
    Path file,
    String timeColumn,
    Map<String, String> columns,
    Optional<RowCondition> rows,
    ValueDomain domain) {
  /// Copies the columns, keeping their order.
  public CsvRequest {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }
}
