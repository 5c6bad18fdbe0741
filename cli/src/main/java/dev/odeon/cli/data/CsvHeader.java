package dev.odeon.cli.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import dev.odeon.cli.fault.Suggestion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The header line of a CSV file.
final class CsvHeader {
  private final String file;
  private final List<String> names;

  CsvHeader(String file, CsvRecord record) {
    this.file = file;
    this.names = record.getFields().stream().map(String::strip).toList();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!name.isEmpty() && !seen.add(name)) {
        throw new CsvException(
            "%s, line %d: the header names the column '%s' twice"
                .formatted(file, record.getStartingLineNumber(), name));
      }
    }
  }

  int indexOf(String column) {
    int index = names.indexOf(column);
    if (index < 0) {
      throw new CsvException(
          "%s: there is no column '%s'%s"
              .formatted(file, column, separatorHint(Suggestion.ending(column, names))));
    }
    return index;
  }

  private String separatorHint(String otherwise) {
    String only = names.getFirst();
    if (names.size() == 1 && (only.contains(";") || only.contains("\t"))) {
      return "; the header '"
          + only
          + "' has no comma: separate columns by ',' and write '.' for"
          + " the decimal point";
    }
    return otherwise;
  }

  void checkLength(CsvRecord record) {
    if (record.getFieldCount() != names.size()) {
      String hint =
          record.getFieldCount() > names.size() ? " (is a decimal comma written for '.'?)" : "";
      throw new CsvException(
          "%s, line %d: the row has %d %s, the header has %d%s"
              .formatted(
                  file,
                  record.getStartingLineNumber(),
                  record.getFieldCount(),
                  record.getFieldCount() == 1 ? "cell" : "cells",
                  names.size(),
                  hint));
    }
  }
}
