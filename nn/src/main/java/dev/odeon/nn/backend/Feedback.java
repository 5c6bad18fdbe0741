package dev.odeon.nn.backend;

/// An output of a graph that becomes an input of its next run, see [Recurrence].
///
/// @param output number of the output, from 0
/// @param input number of the input, of the same type and scope
public record Feedback(int output, int input) {
  /// Checks the numbers.
  public Feedback {
    if (output < 0 || input < 0) {
      throw new IllegalArgumentException(
          "feedback from output " + output + " to input " + input + ": both must be at least 0");
    }
  }
}
