package dev.odeon.cli.fitfile;

/// Where a key or value was written.
public sealed interface Place {
  /// In the fit file; `line` and `column` count from 1.
  record InFile(int line, int column) implements Place {}

  /// In a `--set` override.
  record InOverride() implements Place {}

  /// Nowhere: a default, or the file as a whole.
  record Implied() implements Place {}

  /// A parenthesis for a message, such as `(line 12)`.
  default String describe() {
    return switch (this) {
      case InFile place -> "(line " + place.line() + ")";
      case InOverride _ -> "(from --set)";
      case Implied _ -> "(a default)";
    };
  }
}
