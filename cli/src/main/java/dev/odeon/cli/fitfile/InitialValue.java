package dev.odeon.cli.fitfile;

/// The value of a state at the first time.
public sealed interface InitialValue {
  /// A number.
  record Given(double value) implements InitialValue {}

  /// A formula of parameters, constants and the initial values of other states.
  record Computed(Formula formula) implements InitialValue {}

  /// To be fitted.
  ///
  /// @param start the value that the fit starts from
  /// @param bounds limits of the fitted value
  record Fitted(double start, Bounds bounds) implements InitialValue {}

  /// Reads the entry of one state.
  static InitialValue read(String state, Located value) {
    if (value.isNumber()) {
      return new Given(value.number());
    }
    if (value.item() instanceof Item.Text) {
      return new Computed(Formula.read("initial value of '" + state + "'", value));
    }
    Keys keys = value.keys("fit", "min", "max");
    Located fit = keys.required("fit");
    return new Fitted(fit.number(), Bounds.read(keys, fit.number(), fit));
  }
}
