package dev.odeon.plotting.planted;

import dev.odeon.gpu.planted.PlantedDevice;

/// A planted fault: a picture that knows the graphics card.
public final class PictureOfDevice {
  PlantedDevice device;
}
