package dev.odeon.plotting;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Trajectories in the plane of two states, each with a hollow marker where it starts.
///
/// @param title above the picture, empty for none
/// @param first horizontal axis
/// @param second vertical axis
/// @param trajectories lines, points in order of time
/// @param data markers; the i-th has the colour of the i-th trajectory
/// @param field drawn as arrows of equal length on a grid below everything else
/// @param size of the picture
public record PhasePortrait(
    String title,
    Axis first,
    Axis second,
    List<Series> trajectories,
    List<Series> data,
    Optional<PlaneField> field,
    PictureSize size)
    implements Picture {

  /// Checks the title and copies the lists.
  public PhasePortrait {
    PlotText.requirePrintable("title of a picture", title);
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(size, "size");
    trajectories = List.copyOf(trajectories);
    data = List.copyOf(data);
  }

  /// An empty plane.
  public static PhasePortrait of(String title, Axis first, Axis second) {
    return new PhasePortrait(
        title, first, second, List.of(), List.of(), Optional.empty(), PictureSize.SQUARE);
  }

  /// With one more trajectory.
  public PhasePortrait withTrajectory(Series path) {
    return new PhasePortrait(
        title, first, second, Sketch.append(trajectories, path), data, field, size);
  }

  /// With one more set of data points.
  public PhasePortrait withData(Series points) {
    return new PhasePortrait(
        title, first, second, trajectories, Sketch.append(data, points), field, size);
  }

  /// With arrows for the directions of `velocity`.
  public PhasePortrait withField(PlaneField velocity) {
    return new PhasePortrait(title, first, second, trajectories, data, Optional.of(velocity), size);
  }

  /// In another size.
  public PhasePortrait withSize(PictureSize other) {
    return new PhasePortrait(title, first, second, trajectories, data, field, other);
  }

  Sketch sketch() {
    List<Layer> layers = new ArrayList<>();
    field.ifPresent(velocity -> layers.add(new Layer.Arrows(velocity)));
    for (int i = 0; i < trajectories.size(); i++) {
      Series path = trajectories.get(i);
      layers.add(new Layer.Curve(path.name(), path, i, Layer.Thinning.ALONG_PATH));
    }
    for (int i = 0; i < data.size(); i++) {
      Series points = data.get(i);
      layers.add(new Layer.Points(points.name(), points, i, Layer.Fill.SOLID));
    }
    for (int i = 0; i < trajectories.size(); i++) {
      if (trajectories.get(i).size() > 0) {
        layers.add(new Layer.Points("start", start(trajectories.get(i)), i, Layer.Fill.HOLLOW));
      }
    }
    return new Sketch(title, first, second, layers, size);
  }

  private static Series start(Series path) {
    return Series.of("start of " + path.name(), new double[] {path.x(0)}, new double[] {path.y(0)});
  }
}
