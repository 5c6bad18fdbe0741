package dev.odeon.nn.diagnose;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// Where a NaN or an infinity came from.
public sealed interface NonFinite {
  /// The NaN or infinity.
  double value();

  /// Index of the element that has it, in row-major order.
  int element();

  /// The lane that has it; none if it is shared.
  OptionalInt lane();

  /// A sentence for the user.
  String message();

  /// An input had it already.
  ///
  /// @param input position of the input
  record OfInput(int input, double value, int element, OptionalInt lane) implements NonFinite {
    @Override
    public String message() {
      return "input " + input + " is " + value + " (" + place(element, lane) + ")";
    }
  }

  /// An equation made it of finite operands.
  ///
  /// @param equation its operands and results are numbered as in the graph that holds it
  /// @param sweep whether values or gradients were computed
  /// @param within the loops and branches around it, outermost first, such as `iteration 2 of scan`
  /// @param operands for an elementwise primitive, the operands that gave the value; else empty
  record OfEquation(
      Equation equation,
      Sweep sweep,
      List<String> within,
      double value,
      int element,
      OptionalInt lane,
      List<Double> operands)
      implements NonFinite {
    public OfEquation {
      within = List.copyOf(within);
      operands = List.copyOf(operands);
    }

    /// `log of -0.25 in 'hare' gave NaN (element 0, lane 3)`.
    @Override
    public String message() {
      String origin = equation.origin().text();
      StringBuilder text = new StringBuilder();
      if (sweep == Sweep.BACKWARD) {
        text.append("backward of ").append(origin.isEmpty() ? "an equation" : quoted(origin));
        text.append(": ");
      }
      text.append(name());
      if (!operands.isEmpty()) {
        text.append(" of ");
        text.append(operands.stream().map(String::valueOf).collect(Collectors.joining(" and ")));
      }
      if (sweep == Sweep.FORWARD && !origin.isEmpty()) {
        text.append(" in ").append(quoted(origin));
      }
      text.append(" gave ").append(value).append(" (").append(place(element, lane)).append(")");
      for (String around : within.reversed()) {
        text.append(", in ").append(around);
      }
      return text.toString();
    }

    private String name() {
      return equation.op() instanceof Op.Custom custom
          ? "custom " + custom.function().name()
          : equation.op().name();
    }

    private static String quoted(String origin) {
      return origin.contains("'") ? origin : "'" + origin + "'";
    }
  }

  private static String place(int element, OptionalInt lane) {
    return "element " + element + (lane.isPresent() ? ", lane " + lane.getAsInt() : "");
  }
}
