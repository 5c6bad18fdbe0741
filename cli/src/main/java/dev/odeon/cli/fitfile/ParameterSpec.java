package dev.odeon.cli.fitfile;

/// A fitted parameter.
///
/// @param start the value that the fit starts from
/// @param bounds limits of the fitted value
public record ParameterSpec(double start, Bounds bounds) {
  static ParameterSpec read(Located value) {
    if (value.isNumber() || value.item() instanceof Item.Text) {
      return new ParameterSpec(value.number(), Bounds.NONE);
    }
    Keys keys = value.keys("start", "min", "max");
    Located start = keys.required("start");
    return new ParameterSpec(start.number(), Bounds.read(keys, start.number(), start));
  }
}
