package dev.odeon.cli.data;

import java.util.List;

/// Where the requested columns stand in the file.
///
/// @param timeIndex index of the column of times
/// @param valueIndexes index of each requested column, in the order of the request
/// @param conditionIndex index of the column that selects rows, -1 if all rows are taken
record SeriesColumns(int timeIndex, List<Integer> valueIndexes, int conditionIndex) {
  static SeriesColumns locate(CsvHeader header, CsvRequest request) {
    return new SeriesColumns(
        header.indexOf(request.timeColumn()),
        request.columns().values().stream().map(header::indexOf).toList(),
        request.rows().map(condition -> header.indexOf(condition.column())).orElse(-1));
  }
}
