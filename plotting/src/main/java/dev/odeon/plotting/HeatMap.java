package dev.odeon.plotting;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Numbers over a plane as colours, such as a density, with a bar that says which colour is which;
/// points of data lie on top. The axes end where the grid does.
///
/// @param title above the picture, empty for none
/// @param first horizontal axis, linear
/// @param second vertical axis, linear
/// @param grid the numbers
/// @param data dots; those outside the grid are cut off
/// @param size of the picture
public record HeatMap(
    String title, Axis first, Axis second, HeatGrid grid, List<Series> data, PictureSize size)
    implements Picture {

  /// Checks the title and the axes, and copies the list.
  public HeatMap {
    PlotText.requirePrintable("title of a picture", title);
    requireLinear("first", first);
    requireLinear("second", second);
    Objects.requireNonNull(grid, "grid");
    Objects.requireNonNull(size, "size");
    data = List.copyOf(data);
  }

  private static void requireLinear(String which, Axis axis) {
    Objects.requireNonNull(axis, which);
    if (axis.scale() != AxisScale.LINEAR) {
      throw new IllegalArgumentException("heat map: the " + which + " axis is not linear");
    }
  }

  /// The colours alone.
  public static HeatMap of(String title, Axis first, Axis second, HeatGrid grid) {
    return new HeatMap(title, first, second, grid, List.of(), PictureSize.SQUARE);
  }

  /// With one more set of points.
  public HeatMap withData(Series points) {
    return new HeatMap(title, first, second, grid, Sketch.append(data, points), size);
  }

  /// In another size.
  public HeatMap withSize(PictureSize other) {
    return new HeatMap(title, first, second, grid, data, other);
  }

  Sketch sketch() {
    List<Layer> layers = new ArrayList<>(List.of(new Layer.Heat(grid)));
    for (int i = 0; i < data.size(); i++) {
      layers.add(new Layer.Points(data.get(i).name(), data.get(i), i + 1, Layer.Fill.SOLID));
    }
    return new Sketch(title, first, second, layers, size);
  }
}
