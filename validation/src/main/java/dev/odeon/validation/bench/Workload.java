package dev.odeon.validation.bench;

/// A workload of the performance page.
interface Workload {
  /// Its short name, such as `S1`.
  String id();

  /// What is measured, with its unit.
  String metric();

  /// Runs it.
  Timing measure();
}
