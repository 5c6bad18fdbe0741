package dev.odeon.cli.engine;

import java.util.HashSet;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// The log of the library: hints for programmers, such as on options of the Java machine, are not
/// for a person at the shell; warnings are a line of the command's, each once.
final class LibraryLog {
  /// Held, since loggers that nobody holds forget their level.
  private static final Logger ODEON = Logger.getLogger("dev.odeon");

  private static final Lines LINES = new Lines();

  private LibraryLog() {}

  /// Shows warnings only.
  static void quieten() {
    ODEON.setLevel(Level.WARNING);
    ODEON.setUseParentHandlers(false);
    ODEON.removeHandler(LINES);
    ODEON.addHandler(LINES);
  }

  private static final class Lines extends Handler {
    private final Set<String> said = new HashSet<>();

    @Override
    public synchronized void publish(LogRecord entry) {
      if (isLoggable(entry) && said.add(entry.getMessage())) {
        System.err.println("odeon: " + entry.getMessage());
      }
    }

    @Override
    public void flush() {
      System.err.flush();
    }

    @Override
    public void close() {}
  }
}
