package dev.odeon.cli.fitfile;

import dev.odeon.ode.Methods;
import dev.odeon.ode.hipparchus.HipparchusMethod;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Method;
import java.util.List;

/// A method that a fit file names.
///
/// @param name its name in `Methods`
public record SolverMethod(String name) {
  /// The method of a fit file that names none.
  public static final SolverMethod DEFAULT = new SolverMethod("dormand_prince_54");

  /// The names that a fit file may give: all but those with a prefix, which are for programs.
  static List<String> names() {
    return Methods.names().stream().filter(name -> !name.contains(":")).toList();
  }

  /// The method itself.
  public Method method() {
    return Methods.named(name);
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
