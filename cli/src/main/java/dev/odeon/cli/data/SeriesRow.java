package dev.odeon.cli.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The numbers of one selected row: its time, and a value (NaN if missing) for each column.
record SeriesRow(double time, List<Double> values) {
  static TimeSeries series(List<SeriesRow> rows, List<String> names) {
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      int column = i;
      double[] values = rows.stream().mapToDouble(row -> row.values().get(column)).toArray();
      columns.put(names.get(i), values);
    }
    return TimeSeries.of(rows.stream().mapToDouble(SeriesRow::time).toArray(), columns);
  }
}
