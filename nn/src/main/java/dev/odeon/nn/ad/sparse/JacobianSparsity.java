package dev.odeon.nn.ad.sparse;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Interruptible;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Which entries of the Jacobian of a graph can differ from zero, read off its equations: each
/// value carries, for each of its elements, the set of input elements that it depends on.
///
/// The pattern holds for every value of the inputs. It may contain entries that cancel; it never
/// lacks one, except for a custom function that hides a dependence from its operands.
///
/// See Griewank and Walther, Evaluating Derivatives, 2nd ed., section 7.1 (sparsity by index
/// domains).
public final class JacobianSparsity {
  private JacobianSparsity() {}

  /// The pattern of d output / d input within a lane; rows are elements of the output, columns
  /// elements of the input, both in row-major order.
  ///
  /// @param input position of an input
  /// @param output position of an output
  public static SparsityPattern of(Graph graph, int input, int output) {
    Objects.checkIndex(input, graph.inputs().size());
    Objects.checkIndex(output, graph.outputs().size());
    List<Dependence> inputs = new ArrayList<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      int size = graph.inputs().get(i).type().size();
      inputs.add(i == input ? Dependence.identity(size) : Dependence.none(size));
    }
    int columns = graph.inputs().get(input).type().size();
    return SparsityPattern.ofRows(columns, push(graph, inputs).get(output).toRows());
  }

  /// The dependence of the outputs from that of the inputs.
  static List<Dependence> push(Graph graph, List<Dependence> inputs) {
    Map<Value, Dependence> known = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      known.put(graph.inputs().get(i), inputs.get(i));
    }
    Map<Value, Literal> constants = new HashMap<>();
    for (Equation equation : graph.equations()) {
      Interruptible.check();
      if (equation.op() instanceof Op.Constant(Literal value)) {
        constants.put(equation.result(), value);
      }
      List<Dependence> operands = equation.operands().stream().map(x -> get(known, x)).toList();
      List<Dependence> results = SparsityRules.push(equation, operands, constants);
      for (int i = 0; i < results.size(); i++) {
        known.put(equation.results().get(i), results.get(i));
      }
    }
    return graph.outputs().stream().map(y -> get(known, y)).toList();
  }

  private static Dependence get(Map<Value, Dependence> known, Value value) {
    return Objects.requireNonNull(known.get(value), () -> value + " is not defined");
  }
}
