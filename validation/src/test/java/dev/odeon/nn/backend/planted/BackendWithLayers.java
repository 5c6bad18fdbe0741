package dev.odeon.nn.backend.planted;

import dev.odeon.nn.layer.planted.PlantedLayer;

/// A planted fault: a backend that knows a layer.
public final class BackendWithLayers {
  PlantedLayer layer;
}
