package dev.odeon.ode.method;

/// A method of integration, by name.
public interface Method {
  /// The method that suits most problems, stiff or not: see [Auto].
  static LaneMethod auto() {
    return Auto.METHOD;
  }

  /// The name a user selects it by, lower case with underscores.
  String name();

  /// Order of convergence; 0 if it varies.
  int order();
}
