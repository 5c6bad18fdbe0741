package dev.odeon.cli.engine;

import java.util.logging.Level;
import java.util.logging.Logger;

/// The log of the library: hints for programmers, such as on options of the Java machine, are not
/// for a person at the shell.
final class LibraryLog {
  /// Held, since loggers that nobody holds forget their level.
  private static final Logger ODEON = Logger.getLogger("dev.odeon");

  private LibraryLog() {}

  /// Shows warnings only.
  static void quieten() {
    ODEON.setLevel(Level.WARNING);
  }
}
