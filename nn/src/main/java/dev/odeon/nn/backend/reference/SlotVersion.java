package dev.odeon.nn.backend.reference;

/// Counts how often the arrays behind an executable's slots were exchanged, so that an instruction
/// that keeps some of them knows when to look again. Instructions that make one slot stand for
/// another exchange theirs only after the first was.
public final class SlotVersion {
  private int number = 1;

  /// Changes whenever an array does; never 0.
  public int number() {
    return number;
  }

  void advance() {
    number++;
    if (number == 0) {
      number = 1;
    }
  }
}
