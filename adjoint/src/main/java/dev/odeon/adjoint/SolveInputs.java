package dev.odeon.adjoint;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.problem.FieldGraph;
import java.util.Arrays;
import java.util.List;

/// What a solve was made from, copied: where it began and with which parameters. Equal inputs give
/// equal bits, so what came of them may be used again.
///
/// @param initial state or guess, `[d][lane]`
/// @param parameters each `[element]` if shared, `[element][lane]` if per lane
/// @param lanes number of lanes
@SuppressWarnings("ArrayRecordComponent") // compared by [#matches]
record SolveInputs(double[] initial, double[][] parameters, int lanes) {
  /// Copies from the operands (state, parameters) of a primitive on `field`.
  static SolveInputs copyOf(FieldGraph field, double[][] operands, int lanes) {
    List<ValueType> types = field.parameterTypes();
    double[][] parameters = new double[types.size()][];
    for (int p = 0; p < parameters.length; p++) {
      int copies = types.get(p).scope() == Scope.PER_LANE ? lanes : 1;
      parameters[p] = Arrays.copyOf(operands[1 + p], types.get(p).type().size() * copies);
    }
    double[] initial = Arrays.copyOf(operands[0], field.dimension() * lanes);
    return new SolveInputs(initial, parameters, lanes);
  }

  /// Whether `operands` hold the same numbers, bit for bit.
  boolean matches(double[][] operands, int count) {
    boolean same = lanes == count && startsWith(operands[0], initial);
    for (int p = 0; same && p < parameters.length; p++) {
      same = startsWith(operands[1 + p], parameters[p]);
    }
    return same;
  }

  private static boolean startsWith(double[] operand, double[] known) {
    return Arrays.equals(known, 0, known.length, operand, 0, known.length);
  }
}
