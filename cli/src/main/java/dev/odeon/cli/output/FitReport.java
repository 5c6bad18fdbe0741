package dev.odeon.cli.output;

import dev.odeon.cli.data.TimeSeries;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/// The result of `odeon fit`.
///
/// @param ending how it ended
/// @param loss the loss of the best values found
/// @param rmse observed quantity -> root mean square of its residuals, on the scale of the loss
/// @param rmseAll root mean square of all residuals
/// @param rmseHoldout root mean square of the residuals kept out of the fit; empty if none were
/// @param parameters parameter -> fitted value
/// @param states state -> value at the first time
/// @param steps steps of the optimiser
/// @param seconds wall time of the fit
/// @param solves number of solutions
/// @param evaluations evaluations of the equations
/// @param output the folder with the results
/// @param observed the data
/// @param fitted the fitted trajectory of the observed quantities at the distinct times of the
///   data, or at the first of them if the solver gave up
public record FitReport(
    Ending ending,
    double loss,
    Map<String, Double> rmse,
    double rmseAll,
    OptionalDouble rmseHoldout,
    Map<String, Double> parameters,
    Map<String, Double> states,
    long steps,
    double seconds,
    long solves,
    long evaluations,
    Path output,
    TimeSeries observed,
    TimeSeries fitted) {
  /// Copies the maps, keeping their order.
  public FitReport {
    rmse = Collections.unmodifiableMap(new LinkedHashMap<>(rmse));
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
  }
}
