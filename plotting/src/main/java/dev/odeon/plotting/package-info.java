/// Pictures of solutions, fits and losses: immutable descriptions that write themselves as PNG or
/// SVG.
///
/// A picture is data: [TrajectoryPlot], [PhasePortrait] and [LossCurve] hold what to draw and draw
/// only in [Picture#write]. No display is needed. What cannot be drawn (infinite values, empty
/// series) is left out and counted in the [PictureReport], never thrown.
@NullMarked
package dev.odeon.plotting;

import org.jspecify.annotations.NullMarked;
