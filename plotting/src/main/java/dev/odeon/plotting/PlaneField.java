package dev.odeon.plotting;

/// The direction of motion at each point of a plane: (x, y) to (dx/dt, dy/dt).
@FunctionalInterface
public interface PlaneField {
  /// The velocity at (x, y), in units of the two axes per unit of time. Where a component is not
  /// finite no arrow is drawn.
  Velocity at(double x, double y);

  /// A velocity in the plane.
  ///
  /// @param dx along the first axis
  /// @param dy along the second axis
  record Velocity(double dx, double dy) {}
}
