package dev.odeon.gpu.planted;

/// A planted fault: what a picture must not know.
public final class PlantedDevice {}
