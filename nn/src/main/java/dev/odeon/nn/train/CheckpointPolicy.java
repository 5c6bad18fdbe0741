package dev.odeon.nn.train;

import java.nio.file.Path;

/// Where and how often a run stores its state, besides its end and its cancellation.
///
/// @param path the file; `<path>.lock` beside it keeps other runs off, and stays behind
/// @param every number of steps between two checkpoints, at least 1
public record CheckpointPolicy(Path path, int every) {
  public CheckpointPolicy {
    if (every < 1) {
      throw new IllegalArgumentException("checkpoint interval " + every + " is not at least 1");
    }
  }
}
