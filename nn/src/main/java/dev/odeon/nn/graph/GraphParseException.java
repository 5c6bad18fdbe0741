package dev.odeon.nn.graph;

/// A text is not a graph. The message is one sentence that begins with the place.
public final class GraphParseException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /// Line of the complaint, from 1.
  private final int line;

  /// Column of the complaint, from 1.
  private final int column;

  GraphParseException(String complaint, int line, int column) {
    super("line " + line + ", column " + column + ": " + complaint);
    this.line = line;
    this.column = column;
  }

  /// Line of the complaint, from 1.
  public int line() {
    return line;
  }

  /// Column of the complaint, from 1.
  public int column() {
    return column;
  }
}
