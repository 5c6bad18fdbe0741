package dev.odeon.nn.rewrite.planted;

import dev.odeon.nn.train.planted.PlantedTrainer;

/// A planted fault: a rewrite that knows the training loop.
public final class RewriteThatTrains {
  PlantedTrainer trainer;
}
