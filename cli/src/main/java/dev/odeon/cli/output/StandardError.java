package dev.odeon.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What standard error is connected to.
final class StandardError {
  private StandardError() {}

  /// Whether standard error is a terminal that moves its cursor.
  ///
  /// Java asks only about standard input and output. On Linux the link `/proc/self/fd/2` tells;
  /// where there is none, the Java console must do. A native `isatty` would cost 40 ms of start-up.
  static boolean isTerminal() {
    return !"dumb".equals(System.getenv("TERM")) && isConnectedToTerminal();
  }

  private static boolean isConnectedToTerminal() {
    try {
      return isTerminal(Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString());
    } catch (IOException | UnsupportedOperationException unknown) {
      return Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal).isPresent();
    }
  }

  /// Whether the device called so is a terminal.
  static boolean isTerminal(String device) {
    return device.startsWith("/dev/pts/")
        || device.startsWith("/dev/tty")
        || device.equals("/dev/console");
  }
}
