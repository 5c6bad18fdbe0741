package dev.odeon.nn.graph;

/// Whether a value is the same for all lanes (trajectories) of a run, or has one copy a lane.
public enum Scope {
  /// One copy for all lanes: weights, constants, sums over lanes.
  SHARED("shared"),
  /// One copy a lane: state, time, step size, parameters of one trajectory, data.
  PER_LANE("lane");

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  /// The spelling in graph text.
  public String text() {
    return text;
  }

  /// The scope of a value computed lane by lane from values of scopes `this` and `other`.
  public Scope join(Scope other) {
    return this == PER_LANE ? PER_LANE : other;
  }
}
