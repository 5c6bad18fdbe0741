package dev.odeon.nn.backend.cpu.trial;

/// Both codes of a loop, on arrays of their own: what a warm-up runs and compares.
///
/// A run should take microseconds. Code that many sizes share is tried at a small one, so that the
/// answer does not depend on which size came first.
public interface Trial {
  /// Runs it, one number at a time.
  void scalar();

  /// Runs it on vectors.
  void vector();

  /// Runs it on vectors in the other ways in which it may be run: on whole registers only, on a
  /// part of one only. HotSpot leaves out what it has never seen; a loop that meets that later
  /// would be interpreted until it is compiled again, a thousand times as slow.
  void vectorElsewhere();
}
