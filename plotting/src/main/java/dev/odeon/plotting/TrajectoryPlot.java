package dev.odeon.plotting;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SequencedSet;

/// States against time: fitted trajectories as lines, data as markers.
///
/// A line and markers of the same series name have the same colour.
///
/// @param title above the picture, empty for none
/// @param time horizontal axis
/// @param state vertical axis
/// @param fitted lines
/// @param data markers
/// @param heldOutFrom where the part begins that no fit has seen; it is tinted
/// @param size of the picture
public record TrajectoryPlot(
    String title,
    Axis time,
    Axis state,
    List<Series> fitted,
    List<Series> data,
    OptionalDouble heldOutFrom,
    PictureSize size)
    implements Picture {

  /// Checks the texts and copies the lists.
  public TrajectoryPlot {
    PlotText.requirePrintable("title of a picture", title);
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(size, "size");
    fitted = List.copyOf(fitted);
    data = List.copyOf(data);
    if (heldOutFrom.isPresent() && !Double.isFinite(heldOutFrom.getAsDouble())) {
      throw new IllegalArgumentException(
          "heldOutFrom " + heldOutFrom.getAsDouble() + " is not finite");
    }
  }

  /// An empty plot of `state` against `time`.
  public static TrajectoryPlot of(String title, Axis time, Axis state) {
    return new TrajectoryPlot(
        title, time, state, List.of(), List.of(), OptionalDouble.empty(), PictureSize.WIDE);
  }

  /// With one more line.
  public TrajectoryPlot withFitted(Series line) {
    return new TrajectoryPlot(
        title, time, state, Sketch.append(fitted, line), data, heldOutFrom, size);
  }

  /// With one more set of markers.
  public TrajectoryPlot withData(Series markers) {
    return new TrajectoryPlot(
        title, time, state, fitted, Sketch.append(data, markers), heldOutFrom, size);
  }

  /// With the part from time `from` on marked as held out.
  public TrajectoryPlot withHeldOutFrom(double from) {
    return new TrajectoryPlot(title, time, state, fitted, data, OptionalDouble.of(from), size);
  }

  /// In another size.
  public TrajectoryPlot withSize(PictureSize other) {
    return new TrajectoryPlot(title, time, state, fitted, data, heldOutFrom, other);
  }

  Sketch sketch() {
    List<String> names = List.copyOf(names());
    List<Layer> layers = new ArrayList<>();
    heldOutFrom.ifPresent(from -> layers.add(new Layer.Band(from, "held out")));
    for (Series line : fitted) {
      int ink = names.indexOf(line.name());
      layers.add(new Layer.Curve(line.name(), line, ink, Layer.Thinning.ALONG_X));
    }
    for (Series markers : data) {
      int ink = names.indexOf(markers.name());
      layers.add(new Layer.Points(dataLabel(markers), markers, ink, Layer.Fill.SOLID));
    }
    return new Sketch(title, time, state, layers, size);
  }

  private SequencedSet<String> names() {
    SequencedSet<String> names = new LinkedHashSet<>();
    fitted.forEach(line -> names.add(line.name()));
    data.forEach(markers -> names.add(markers.name()));
    return names;
  }

  private String dataLabel(Series markers) {
    boolean alsoFitted = fitted.stream().anyMatch(line -> line.name().equals(markers.name()));
    return alsoFitted ? markers.name() + " (data)" : markers.name();
  }
}
