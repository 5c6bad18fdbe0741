package dev.odeon.validation.bench;

import java.util.Locale;

/// The fit of [SpiralFit] as a program of its own, from its start on.
///
/// @param part how far it is timed
record SpiralProgram(Part part) implements Workload {
  enum Part {
    /// Until the first gradient.
    GRADIENT,
    /// Until the end of 500 Adam steps.
    FIT
  }

  @Override
  public String id() {
    return part == Part.GRADIENT ? "S3" : "S2-program";
  }

  @Override
  public String metric() {
    return part == Part.GRADIENT
        ? "s from the start of a program to its first gradient"
        : "s for a program that takes 500 Adam steps";
  }

  @Override
  public Timing measure() {
    return ChildProgram.of(SpiralProgram.class, part.name()).timed(7);
  }

  /// Prints a number that the part leads to.
  ///
  /// @param arguments a part
  public static void main(String[] arguments) {
    SpiralFit.Fitting fitting = SpiralFit.Fitting.begin();
    double result =
        switch (Part.valueOf(arguments[0])) {
          case GRADIENT -> fitting.gradient();
          case FIT -> fitting.run();
        };
    System.out.printf(Locale.ROOT, "%.6g%n", result);
  }
}
