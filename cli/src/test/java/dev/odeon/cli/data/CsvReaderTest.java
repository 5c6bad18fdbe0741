package dev.odeon.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {
  @TempDir Path folder;

  private TimeSeries read(String text) throws IOException {
    return read(text, Optional.empty(), ValueDomain.REAL);
  }

  private TimeSeries read(String text, Optional<RowCondition> rows, ValueDomain domain)
      throws IOException {
    Path file = Files.writeString(folder.resolve("pelts.csv"), text);
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("H", "hare");
    columns.put("L", "lynx");
    return CsvReader.read(new CsvRequest(file, "year", columns, rows, domain));
  }

  private String faultOf(String text) {
    return faultOf(text, Optional.empty());
  }

  private String faultOf(String text, Optional<RowCondition> rows) {
    CsvException fault =
        assertThrows(CsvException.class, () -> read(text, rows, ValueDomain.REAL), text);
    assertEquals(ExitCode.BAD_DATA, fault.exitCode());
    return String.valueOf(fault.getMessage());
  }

  @Test
  void readsTheNamedColumns() throws IOException {
    TimeSeries series = read("# pelts\nlynx,other,year,hare\n4,abc,1900,30\n6.1,,1901,4.72e1\n");
    assertArrayEquals(new double[] {1900, 1901}, series.times());
    assertArrayEquals(new double[] {30, 47.2}, series.column("H"));
    assertArrayEquals(new double[] {4, 6.1}, series.column("L"));
  }

  @Test
  void anEmptyCellIsAMissingValue() throws IOException {
    TimeSeries series = read("year,hare,lynx\n1,,2\n2,3, \n");
    assertTrue(series.isMissing("H", 0));
    assertTrue(series.isMissing("L", 1));
    assertEquals(1, series.present("H"));
  }

  @Test
  void rowsAreSortedByTimeAndRepeatedTimesKeepTheirOrder() throws IOException {
    TimeSeries series = read("year,hare,lynx\n3,1,1\n1,2,1\n3,3,1\n2,4,1\n3,5,1\n");
    assertArrayEquals(new double[] {1, 2, 3, 3, 3}, series.times());
    assertArrayEquals(new double[] {2, 4, 1, 3, 5}, series.column("H"));
    assertArrayEquals(new double[] {1, 2, 3}, series.distinctTimes());
    assertArrayEquals(new int[] {0, 1, 2, 2, 2}, series.distinctIndex());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void everyLineEndingAndAByteOrderMarkAreRead(String end) throws IOException {
    String text = "\uFEFFyear,hare,lynx" + end + "1,2,3" + end + end + "# note" + end + "2,4,5";
    assertEquals(2, read(text).rows());
  }

  @Test
  void quotedCellsAndSpacesAreRead() throws IOException {
    TimeSeries series = read("year, hare ,lynx\n\"1\", 2 ,3\n2,+.5,-4.E2\n");
    assertArrayEquals(new double[] {2, 0.5}, series.column("H"));
    assertArrayEquals(new double[] {3, -400}, series.column("L"));
  }

  @Test
  void rowsAreSelected() throws IOException {
    String text = "year,hare,lynx,who\n1,1,1,1\n2,2,2,2\n3,3,3,1\n";
    TimeSeries series = read(text, Optional.of(RowCondition.parse("who == 1.0")), ValueDomain.REAL);
    assertArrayEquals(new double[] {1, 3}, series.times());
  }

  @Test
  void cellsOfRowsThatAreNotSelectedAreNotLookedAt() throws IOException {
    String text = "year,hare,lynx,who\n1,1,1,a\n2,bad,2,b\n3,3,3,a\n";
    TimeSeries series = read(text, Optional.of(RowCondition.parse("who == a")), ValueDomain.REAL);
    assertEquals(2, series.rows());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "abc | `'abc' is not a finite number; leave the cell empty if the value is missing`",
        "NaN | `'NaN' is not a finite number; leave the cell empty if the value is missing`",
        "NA | `'NA' is not a finite number; leave the cell empty if the value is missing`",
        "-inf | `'-inf' is not a finite number; leave the cell empty if the value is missing`",
        "Infinity | `'Infinity' is not a finite number; leave the cell empty if the value is"
            + " missing`",
        "0x1p3 | `'0x1p3' is not a finite number; leave the cell empty if the value is missing`",
        "1d | `'1d' is not a finite number; leave the cell empty if the value is missing`",
        "1e999 | `'1e999' is too large for a number`",
        "\"1,5\" | `'1,5' is not a number; write the decimal point as '.', not ','`"
      })
  void aCellThatIsNoNumberIsNamedWithLineAndColumn(String cell, String message) {
    assertEquals(
        "pelts.csv, line 3, column 'hare': " + message,
        faultOf("year,hare,lynx\n1,2,3\n2," + cell + ",3\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | pelts.csv: the file is empty; it needs a header line and rows",
        "`# only a comment` | pelts.csv: the file is empty; it needs a header line and rows",
        "year,hare,lynx | pelts.csv: the file has a header but no rows",
        "year,hares,lynx;1,2,3 | pelts.csv: there is no column 'hare'; did you mean 'hares'?",
        "time,hare,lynx;1,2,3 | pelts.csv: there is no column 'year'; known are time, hare, lynx",
        "year,hare,hare,lynx;1,2,3,4 | pelts.csv, line 1: the header names the column 'hare' twice",
        "year,hare,lynx;1,2,3;2,3 | pelts.csv, line 3: the row has 2 cells, the header has 3",
        "year,hare,lynx;1,2,3;2,3,4,5 | `pelts.csv, line 3: the row has 4 cells, the header has 3"
            + " (is a decimal comma written for '.'?)`",
        "year,hare,lynx;,2,3 | pelts.csv, line 2, column 'year': the time is missing",
        "year,hare,lynx;1,2,3;1,3,4 | pelts.csv: the time range is empty: every row has the time"
            + " 1.0",
        "year,hare,lynx;1,,3;2,,4 | pelts.csv: column 'hare' has no values"
      })
  void faultsOfTheFileAreNamed(String lines, String message) {
    assertEquals(message, faultOf(lines.replace(';', '\n')));
  }

  @Test
  void aForeignSeparatorIsNamed() {
    assertEquals(
        "pelts.csv: there is no column 'year'; the header 'year;hare;lynx' has no comma: separate"
            + " columns by ',' and write '.' for the decimal point",
        faultOf("year;hare;lynx\n1;2,5;3\n"));
  }

  @Test
  void lineNumbersCountCommentsAndLinesWithinQuotes() {
    assertEquals(
        "pelts.csv, line 6, column 'lynx': 'x' is not a finite number; leave the cell empty if the"
            + " value is missing",
        faultOf("# a\nyear,hare,lynx,note\n1,2,3,\"two\nlines\"\n# b\n2,3,x,\n"));
  }

  @Test
  void faultsOfTheConditionAreNamed() {
    String text = "year,hare,lynx,who\n1,1,1,a\n2,2,2,b\n";
    assertEquals(
        "pelts.csv: no row has who == c", faultOf(text, Optional.of(RowCondition.parse("who==c"))));
    assertEquals(
        "pelts.csv: there is no column 'whom'; did you mean 'who'?",
        faultOf(text, Optional.of(RowCondition.parse("whom == a"))));
    assertEquals(
        "pelts.csv, line 2, column 'who': '>' needs numbers, found 'a'",
        faultOf(text, Optional.of(RowCondition.parse("who > 1"))));
  }

  @Test
  void valuesWithoutLogarithmAreRefusedWhereLogarithmsAreCompared() {
    CsvException fault =
        assertThrows(
            CsvException.class,
            () -> read("year,hare,lynx\n1,2,3\n2,0,3\n", Optional.empty(), ValueDomain.POSITIVE));
    assertEquals(
        "pelts.csv, line 3, column 'hare': 0 has no logarithm; choose loss: {on: value} or leave it"
            + " empty",
        fault.getMessage());
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("nowhere.csv");
    CsvRequest request =
        new CsvRequest(file, "t", Map.of("x", "x"), Optional.empty(), ValueDomain.REAL);
    CsvException fault = assertThrows(CsvException.class, () -> CsvReader.read(request));
    assertEquals(
        "cannot read the data file " + file + ": there is no such file", fault.getMessage());
  }

  @Test
  void binaryAndEndlessCellsAreRefused() {
    assertTrue(faultOf("year,hare,lynx\n\"" + "x".repeat(5_000_000)).contains("not a CSV file"));
    assertTrue(faultOf("\0\1\2\n").startsWith("pelts.csv: there is no column 'year'"));
    assertTrue(
        faultOf(new String(new byte[] {(byte) 0xff, (byte) 0xfe, 0x31}, StandardCharsets.UTF_16LE))
            .startsWith("pelts.csv: "));
  }
}
