package dev.odeon.nn.backend.reference;

/// One equation, ready to run on the slots of an executable.
@FunctionalInterface
interface Instruction {
  void run(double[][] slots, int lanes);
}
