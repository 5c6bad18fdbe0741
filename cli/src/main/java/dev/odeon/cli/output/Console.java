package dev.odeon.cli.output;

import java.io.IOException;
import java.io.PrintStream;

/// The two streams of a command: results go to standard output, all else to standard error.
///
/// @param out standard output
/// @param err standard error
public record Console(PrintStream out, PrintStream err) {
  /// Prints a result.
  ///
  /// @throws OutputException if standard output is full or closed (exit 74)
  public void result(String text) {
    out.print(text);
    if (out.checkError()) {
      throw OutputException.writeFailed("standard output", new IOException("full or closed"));
    }
  }

  /// Prints a line for people.
  public void note(String line) {
    err.println(line);
  }
}
