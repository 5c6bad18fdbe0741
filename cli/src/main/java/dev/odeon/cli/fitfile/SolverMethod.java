package dev.odeon.cli.fitfile;

import dev.odeon.ode.Methods;
import dev.odeon.ode.hipparchus.HipparchusMethod;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.method.StochasticMethod;
import java.util.List;
import java.util.stream.Stream;

/// A method that a fit file names.
///
/// @param name its name in `Methods`, or in `StochasticMethod`
public record SolverMethod(String name) {
  /// The method of a fit file that names none.
  public static final SolverMethod DEFAULT = new SolverMethod("dormand_prince_54");

  /// The names that a fit file may give: all but those with a prefix, which are for programs.
  static List<String> names() {
    Stream<String> plain = Methods.names().stream().filter(name -> !name.contains(":"));
    return Stream.concat(plain, StochasticMethod.ALL.stream().map(StochasticMethod::name)).toList();
  }

  /// The method itself.
  public Method method() {
    return isForNoise() ? StochasticMethod.named(name) : Methods.named(name);
  }

  /// Whether it is for equations with noise, and for these alone.
  public boolean isForNoise() {
    return StochasticMethod.ALL.stream().anyMatch(method -> method.name().equals(name));
  }

  /// Whether the length of a step must be given.
  public boolean hasFixedStep() {
    return switch (method()) {
      case LaneMethod onLanes -> !onLanes.hasErrorEstimate();
      case HipparchusMethod own -> own.takesFixedSteps();
      case Method other ->
          throw new IllegalStateException("method '" + other.name() + "' runs on no road");
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
