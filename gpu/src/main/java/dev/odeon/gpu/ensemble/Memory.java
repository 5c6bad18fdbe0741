package dev.odeon.gpu.ensemble;

/// An array of numbers (`f64`) that all threads see.
///
/// @param id number in its program
/// @param name a word, for readers of the program
/// @param use what threads do with it
public record Memory(int id, String name, Use use) implements Operand {
  /// What threads do with an array.
  public enum Use {
    /// They read it.
    READ,
    /// They write it, each element at most once.
    WRITTEN,
    /// They count in its only element.
    COUNTED
  }
}
