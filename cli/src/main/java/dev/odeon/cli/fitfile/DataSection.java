package dev.odeon.cli.fitfile;

import dev.odeon.cli.data.RowCondition;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Section `data`: where the measurements are.
///
/// @param file the CSV file; a relative path of the fit file is taken from the fit file's folder
/// @param time header of the column of times
/// @param observe state or derived quantity -> header of the column with its measurements
/// @param rows which rows are used; all if empty
public record DataSection(
    Path file, String time, Map<String, String> observe, Optional<RowCondition> rows) {
  /// Copies the columns, keeping their order.
  public DataSection {
    observe = Collections.unmodifiableMap(new LinkedHashMap<>(observe));
  }

  static DataSection read(Located value, Path folder) {
    Keys keys = value.keys("file", "time", "observe", "rows");
    Map<String, String> observe = new LinkedHashMap<>();
    Located columns = keys.required("observe");
    columns.named().forEach((name, column) -> observe.put(name, column.text()));
    if (observe.isEmpty()) {
      throw columns.fault("must name at least one state or derived quantity and its column");
    }
    return new DataSection(
        FilePath.read(keys.required("file"), folder),
        keys.required("time").text(),
        observe,
        keys.optional("rows").map(rows -> condition(rows.keys("where").required("where"))));
  }

  private static RowCondition condition(Located where) {
    try {
      return RowCondition.parse(where.text());
    } catch (IllegalArgumentException fault) {
      throw where.fault(String.valueOf(fault.getMessage()));
    }
  }
}
