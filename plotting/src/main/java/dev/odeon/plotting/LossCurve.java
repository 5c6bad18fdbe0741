package dev.odeon.plotting;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Loss against optimiser step.
///
/// @param title above the picture, empty for none
/// @param step horizontal axis
/// @param loss vertical axis
/// @param training loss that the optimiser sees
/// @param validation loss on data that it does not see
/// @param stages where later stages of the fit begin, in order of steps
/// @param size of the picture
public record LossCurve(
    String title,
    Axis step,
    Axis loss,
    Series training,
    Optional<Series> validation,
    List<Stage> stages,
    PictureSize size)
    implements Picture {

  /// Checks the title and copies the list.
  public LossCurve {
    PlotText.requirePrintable("title of a picture", title);
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(training, "training");
    Objects.requireNonNull(validation, "validation");
    Objects.requireNonNull(size, "size");
    stages = List.copyOf(stages);
  }

  /// The curve of `training`, on a logarithmic axis if every finite loss is positive.
  public static LossCurve of(String title, Series training) {
    Axis loss = Axis.of("loss").on(scaleFor(training));
    return new LossCurve(
        title, Axis.of("step"), loss, training, Optional.empty(), List.of(), PictureSize.WIDE);
  }

  /// With a second loss; the axis becomes linear if that one is not positive everywhere.
  public LossCurve withValidation(Series other) {
    AxisScale scale = scaleFor(other) == AxisScale.LINEAR ? AxisScale.LINEAR : loss.scale();
    return new LossCurve(title, step, loss.on(scale), training, Optional.of(other), stages, size);
  }

  /// With the boundary at which stage `name` begins.
  public LossCurve withStage(String name, double from) {
    List<Stage> longer = Sketch.append(stages, new Stage(name, from));
    return new LossCurve(title, step, loss, training, validation, longer, size);
  }

  /// With another loss axis.
  public LossCurve withLossAxis(Axis axis) {
    return new LossCurve(title, step, axis, training, validation, stages, size);
  }

  /// In another size.
  public LossCurve withSize(PictureSize other) {
    return new LossCurve(title, step, loss, training, validation, stages, other);
  }

  /// A stage of the fit, such as L-BFGS after Adam.
  ///
  /// @param name text at the boundary
  /// @param from step at which it begins
  public record Stage(String name, double from) {
    /// Checks both.
    public Stage {
      PlotText.require("name of a stage", name);
      if (!Double.isFinite(from)) {
        throw new IllegalArgumentException("stage '" + name + "' begins at step " + from);
      }
    }
  }

  Sketch sketch() {
    List<Layer> layers = new ArrayList<>();
    stages.forEach(stage -> layers.add(new Layer.Mark(stage.from(), stage.name())));
    layers.add(new Layer.Curve(training.name(), training, 0, Layer.Thinning.ALONG_X));
    validation.ifPresent(
        other -> layers.add(new Layer.Curve(other.name(), other, 1, Layer.Thinning.ALONG_X)));
    return new Sketch(title, step, loss, layers, size);
  }

  private static AxisScale scaleFor(Series losses) {
    boolean finite = false;
    for (int i = 0; i < losses.size(); i++) {
      double y = losses.y(i);
      if (Double.isFinite(y)) {
        finite = true;
        if (y <= 0) {
          return AxisScale.LINEAR;
        }
      }
    }
    return finite ? AxisScale.LOG : AxisScale.LINEAR;
  }
}
