package dev.odeon.nn.backend.reference;

/// One equation, ready to run on the slots of an executable: one array a value, by its number.
@FunctionalInterface
public interface Instruction {
  /// Runs it for `lanes` lanes.
  void run(double[][] slots, int lanes);
}
