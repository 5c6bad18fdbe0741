package dev.odeon.nn.check;

/// One partial derivative that two ways of computing it give differently.
///
/// @param mode `forward` or `reverse`
/// @param output the element differentiated, as in `output 0, element 2, lane 1`
/// @param input the element differentiated for
/// @param expected what finite differences give
/// @param found what the rule gives
/// @param error `|found - expected| / (1 + |expected|)`; infinite if either is NaN or infinite
public record Discrepancy(
    String mode, String output, String input, double expected, double found, double error) {
  /// One sentence.
  @Override
  public String toString() {
    return mode
        + " mode: the derivative of "
        + output
        + " for "
        + input
        + " is "
        + found
        + ", by differences "
        + expected
        + " (error "
        + error
        + ")";
  }
}
