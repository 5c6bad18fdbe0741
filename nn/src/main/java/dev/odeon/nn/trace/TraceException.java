package dev.odeon.nn.trace;

/// Code that is being traced asks for a number that a trace does not have; the message is one
/// sentence that begins with the line that asked and ends with what to do.
public final class TraceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TraceException(String message) {
    super(message);
  }

  static TraceException asking(String question, String remedy) {
    SourceLine line = SourceLine.find();
    return new TraceException(
        line.place()
            + " asks for "
            + question
            + " of a traced number"
            + line.through()
            + ", which depends on the inputs; "
            + remedy);
  }
}
