package dev.odeon.plotting;

import java.awt.Color;
import java.awt.Font;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.XYStyler;

/// The one look of all pictures: white ground, thin grey frame, pale grid.
final class ChartStyle {
  static final int TICK_SIZE = 12;

  /// Between labels and the title of their axis.
  static final int TITLE_GAP = 10;

  /// Between a label and the frame.
  static final int TICK_GAP = 7;

  private ChartStyle() {}

  static void apply(XYChart chart, Sketch sketch, Frame frame) {
    XYStyler style = chart.getStyler();
    fonts(style, !sketch.title().isEmpty());
    frame(style);
    ticks(style);
    style.setLegendVisible(false);
    across(style, frame);
    upwards(style, frame);
  }

  private static void across(XYStyler style, Frame frame) {
    style.setXAxisMin(frame.x().min()).setXAxisMax(frame.x().max());
    style.setXAxisLogarithmic(frame.xScale() == AxisScale.LOG);
    style.setPlotGridVerticalLinesVisible(frame.xScale() == AxisScale.LINEAR);
    style.setXAxisTickLabelsFormattingFunction(labels(frame.x(), frame.xScale()));
  }

  private static void upwards(XYStyler style, Frame frame) {
    style.setYAxisMin(frame.y().min()).setYAxisMax(frame.y().max());
    style.setYAxisLogarithmic(frame.yScale() == AxisScale.LOG);
    style.setPlotGridHorizontalLinesVisible(frame.yScale() == AxisScale.LINEAR);
    style.setYAxisTickLabelsFormattingFunction(labels(frame.y(), frame.yScale()));
  }

  private static Function<Double, String> labels(Range range, AxisScale scale) {
    double span = range.max() - range.min();
    return switch (scale) {
      case LINEAR -> value -> TickText.of(value, span);
      case LOG -> value -> TickText.of(value);
    };
  }

  private static void fonts(XYStyler style, boolean titled) {
    style.setChartFontColor(Palette.TEXT);
    style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
    style.setChartTitleVisible(titled);
    style.setChartTitleBoxVisible(false);
    style.setChartTitlePadding(9);
    style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, TICK_SIZE));
    style.setAxisTickLabelsColor(Palette.TEXT);
  }

  private static void frame(XYStyler style) {
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBackgroundColor(Color.WHITE);
    style.setPlotBorderColor(Palette.FRAME);
    style.setPlotBorderVisible(true);
    style.setPlotGridLinesColor(Palette.GRID);
    style.setPlotGridLinesStroke(Palette.thin());
    style.setPlotContentSize(1);
    style.setPlotMargin(0);
    style.setChartPadding(14);
    style.setAntiAlias(true);
  }

  /// The grid shows where ticks are; marks beside the frame would only repeat it.
  private static void ticks(XYStyler style) {
    style.setAxisTicksLineVisible(false);
    style.setAxisTicksMarksVisible(false);
    style.setAxisTickMarkLength(2);
    style.setAxisTickPadding(TICK_GAP - 2);
    style.setAxisTitlePadding(TITLE_GAP);
    style.setXAxisTickMarkSpacingHint(80);
    style.setYAxisTickMarkSpacingHint(50);
    style.setYAxisLabelAlignment(TextAlignment.Right);
  }
}
