package dev.odeon.plotting;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A picture taken apart into layers: what the kinds of picture have in common.
///
/// @param title above the picture, empty for none
/// @param x horizontal axis
/// @param y vertical axis
/// @param layers from the bottom to the top
/// @param size of the picture
record Sketch(String title, Axis x, Axis y, List<Layer> layers, PictureSize size) {
  Sketch {
    layers = List.copyOf(layers);
  }

  static Sketch of(Picture picture) {
    return switch (picture) {
      case TrajectoryPlot plot -> plot.sketch();
      case PhasePortrait portrait -> portrait.sketch();
      case LossCurve curve -> curve.sketch();
      case WorkPrecision diagram -> diagram.sketch();
      case HeatMap map -> map.sketch();
    };
  }

  /// The grid of numbers below everything else, if there is one.
  Optional<HeatGrid> heat() {
    return layers.stream()
        .filter(Layer.Heat.class::isInstance)
        .map(layer -> ((Layer.Heat) layer).grid())
        .findFirst();
  }

  /// Whether a layer writes its text at the top of the frame.
  boolean captioned() {
    return layers.stream().anyMatch(l -> l instanceof Layer.Mark || l instanceof Layer.Band);
  }

  static <T> List<T> append(List<T> list, T last) {
    return Stream.concat(list.stream(), Stream.of(last)).toList();
  }
}
