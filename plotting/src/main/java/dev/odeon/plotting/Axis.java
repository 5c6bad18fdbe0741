package dev.odeon.plotting;

import java.util.Objects;

/// What an axis shows.
///
/// @param quantity what is measured, may be empty
/// @param unit unit of the values, empty where there is none
/// @param scale linear or logarithmic
public record Axis(String quantity, String unit, AxisScale scale) {
  /// Checks the texts.
  public Axis {
    PlotText.requirePrintable("quantity of an axis", quantity);
    PlotText.requirePrintable("unit of an axis", unit);
    Objects.requireNonNull(scale, "scale");
  }

  /// A linear axis without a unit.
  public static Axis of(String quantity) {
    return new Axis(quantity, "", AxisScale.LINEAR);
  }

  /// A linear axis.
  public static Axis of(String quantity, String unit) {
    return new Axis(quantity, unit, AxisScale.LINEAR);
  }

  /// This axis on another scale.
  public Axis on(AxisScale other) {
    return new Axis(quantity, unit, other);
  }

  /// The text beside the axis: `pelts [thousands]`.
  public String label() {
    return unit.isEmpty() ? quantity : quantity + " [" + unit + "]";
  }
}
