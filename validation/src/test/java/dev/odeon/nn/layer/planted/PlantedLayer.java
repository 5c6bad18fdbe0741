package dev.odeon.nn.layer.planted;

/// A planted fault: what a backend must not know.
public final class PlantedLayer {}
