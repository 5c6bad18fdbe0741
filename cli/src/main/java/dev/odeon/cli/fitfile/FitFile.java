package dev.odeon.cli.fitfile;

import dev.odeon.cli.expression.EvaluationOrder;
import dev.odeon.cli.expression.Expression;
import dev.odeon.nn.backend.Device;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A fit file, read and checked: every name in every formula is known, every number is in its
/// range. Maps keep the order of the file.
///
/// @param path the file it was read from
/// @param data the measurements; without them `time` says when to solve
/// @param time the times wanted
/// @param states state -> its initial value
/// @param parameters fitted parameters
/// @param constants values that are not fitted
/// @param networks networks by name
/// @param equations state -> its time derivative
/// @param noise state -> the factor of its noise, in the sense of Ito; states that are absent have
///   none
/// @param derived quantities computed from states
/// @param events sudden changes of states
/// @param loss what the fit makes small
/// @param holdout final times kept out of the fit
/// @param solver solver and tolerances
/// @param gradient how the gradient is computed
/// @param optimize stages of the optimiser, in order, at least one
/// @param starts number of starts, the first from the values given, others from perturbed ones
/// @param seed of everything random
/// @param device where to compute
/// @param threads number of threads, 0 for all
/// @param output folder for results; a relative path is taken from the working directory
public record FitFile(
    Path path,
    Optional<DataSection> data,
    TimeSection time,
    Map<String, InitialValue> states,
    Map<String, ParameterSpec> parameters,
    Map<String, Double> constants,
    Map<String, NetworkSpec> networks,
    Map<String, Formula> equations,
    Map<String, Formula> noise,
    Map<String, Formula> derived,
    List<EventSpec> events,
    LossSpec loss,
    Holdout holdout,
    SolverSpec solver,
    GradientMethod gradient,
    List<Stage> optimize,
    int starts,
    long seed,
    Device device,
    int threads,
    Path output) {
  /// Copies lists and maps.
  public FitFile {
    states = copy(states);
    parameters = copy(parameters);
    constants = copy(constants);
    networks = copy(networks);
    equations = copy(equations);
    noise = copy(noise);
    derived = copy(derived);
    events = List.copyOf(events);
    optimize = List.copyOf(optimize);
  }

  /// The same with another device.
  public FitFile withDevice(Device other) {
    return new FitFile(
        path,
        data,
        time,
        states,
        parameters,
        constants,
        networks,
        equations,
        noise,
        derived,
        events,
        loss,
        holdout,
        solver,
        gradient,
        optimize,
        starts,
        seed,
        other,
        threads,
        output);
  }

  /// The names of the derived quantities, each after those that it needs.
  public List<String> derivedOrder() {
    return EvaluationOrder.of(expressions(derived));
  }

  /// The names of the states whose initial value is computed, each after those that it needs.
  public List<String> initialOrder() {
    Map<String, Formula> computed = new LinkedHashMap<>();
    states.forEach(
        (name, value) -> {
          switch (value) {
            case InitialValue.Computed formula -> computed.put(name, formula.formula());
            case InitialValue.Given _, InitialValue.Fitted _ -> {}
          }
        });
    return EvaluationOrder.of(expressions(computed));
  }

  private static Map<String, Expression> expressions(Map<String, Formula> formulas) {
    Map<String, Expression> expressions = new LinkedHashMap<>();
    formulas.forEach((name, formula) -> expressions.put(name, formula.expression()));
    return expressions;
  }

  private static <T> Map<String, T> copy(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
