package dev.odeon.nn.train.planted;

/// A planted fault: what a rewrite must not know.
public final class PlantedTrainer {}
