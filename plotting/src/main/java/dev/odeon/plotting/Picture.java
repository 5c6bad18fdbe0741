package dev.odeon.plotting;

import java.io.IOException;
import java.nio.file.Path;

/// An immutable description of a picture, which writes itself to a file.
public sealed interface Picture
    permits TrajectoryPlot, PhasePortrait, LossCurve, WorkPrecision, HeatMap {

  /// Draws the picture into `file`, as PNG or SVG by the end of its name.
  ///
  /// The file appears whole or not at all: the picture is written beside it under another name and
  /// then moved; an older picture is replaced. Lines of more than [Decimation#LIMIT] points are
  /// thinned, extremes kept. Works without a display.
  ///
  /// @return what was drawn, with a remark for each value or series that could not be
  /// @throws IllegalArgumentException if the name ends in neither `.png` nor `.svg`
  /// @throws IOException naming the file and the reason, if it cannot be written; nothing is left
  ///   behind
  default PictureReport write(Path file) throws IOException {
    PictureFormat format = PictureFormat.of(file);
    WholeFile target = WholeFile.at(file);
    Drawing drawing = Drawing.of(Sketch.of(this));
    target.write(
        switch (format) {
          case PNG -> PngImage.encode(drawing);
          case SVG -> SvgImage.encode(drawing);
        });
    return new PictureReport(file, drawing.reports());
  }
}
