package dev.odeon.plotting;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Work against the error that it buys, a line a method with a marker at each run, on logarithmic
/// axes: lower and further left is better.
///
/// @param title above the picture, empty for none
/// @param error horizontal axis
/// @param work vertical axis
/// @param methods lines, points in order of tolerance
/// @param size of the picture
public record WorkPrecision(
    String title, Axis error, Axis work, List<Series> methods, PictureSize size)
    implements Picture {

  /// Checks the title and copies the list.
  public WorkPrecision {
    PlotText.requirePrintable("title of a picture", title);
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(work, "work");
    Objects.requireNonNull(size, "size");
    methods = List.copyOf(methods);
  }

  /// An empty diagram, both axes made logarithmic.
  public static WorkPrecision of(String title, Axis error, Axis work) {
    return new WorkPrecision(
        title, error.on(AxisScale.LOG), work.on(AxisScale.LOG), List.of(), PictureSize.WIDE);
  }

  /// With the runs of one more method.
  public WorkPrecision withMethod(Series runs) {
    return new WorkPrecision(title, error, work, Sketch.append(methods, runs), size);
  }

  /// In another size.
  public WorkPrecision withSize(PictureSize other) {
    return new WorkPrecision(title, error, work, methods, other);
  }

  Sketch sketch() {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < methods.size(); i++) {
      Series runs = methods.get(i);
      layers.add(new Layer.Curve(runs.name(), runs, i, Layer.Thinning.ALONG_PATH));
      layers.add(new Layer.Points(runs.name(), runs, i, Layer.Fill.SOLID));
    }
    return new Sketch(title, error, work, layers, size);
  }
}
