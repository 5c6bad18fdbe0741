package dev.odeon.nn.check;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.CustomFunction;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphBuilder;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares every partial derivative of a function, in forward and in reverse mode, with central
/// differences of fourth order, `(f(x-2h) - 8 f(x-h) + 8 f(x+h) - f(x+2h)) / 12h`.
///
/// For smooth functions of numbers around one, differences are good to about 1e-9 in `f64` and 1e-3
/// in `f32`. A function that is not the same when it is run twice is refused. The work grows with
/// the product of the numbers of inputs and outputs: check small cases. To check second
/// derivatives, check the graph of [ReverseMode#vjp].
public final class GradientCheck {
  private static final double STEP = 0x1p-10;
  private static final double STEP_SINGLE = 0x1p-5;

  private final Graph graph;
  private final double[][] inputs;
  private final int lanes;
  private final double step;
  private final List<Element> from;
  private final List<Element> to;
  private @Nullable Discrepancy worst;

  /// A scalar of an input or output: `position` in its array.
  private record Element(String role, int array, int position, Value value, int lanes) {
    @Override
    public String toString() {
      boolean perLane = value.scope() == Scope.PER_LANE;
      String element = role + " " + array + ", element " + (perLane ? position / lanes : position);
      return perLane ? element + ", lane " + position % lanes : element;
    }
  }

  private GradientCheck(Graph graph, double[][] inputs, int lanes, double step) {
    this.graph = graph;
    this.inputs = inputs;
    this.lanes = lanes;
    this.step = step;
    from = elements("input", graph.inputs());
    to = elements("output", graph.outputs());
  }

  /// Checks a graph.
  ///
  /// @param graph whose floating outputs are differentiated for its floating inputs
  /// @param inputs where, in the layout of [Executable#run]
  /// @param lanes number of lanes, at least 1
  /// @param step h, times the size of an input if that is above one
  /// @throws IllegalArgumentException if an argument does not fit, or the graph holds a function
  ///   that gives something else when it is run again
  public static GradientReport check(Graph graph, double[][] inputs, int lanes, double step) {
    if (inputs.length != graph.inputs().size()) {
      throw new IllegalArgumentException(
          "graph "
              + graph.name()
              + " has "
              + graph.inputs().size()
              + " inputs, got "
              + inputs.length);
    }
    if (!(step > 0)) {
      throw new IllegalArgumentException("step " + step + " is not positive");
    }
    GradientCheck check = new GradientCheck(graph, inputs, lanes, step);
    if (check.from.isEmpty() || check.to.isEmpty()) {
      throw new IllegalArgumentException(
          "graph " + graph.name() + " has no floating input or no floating output");
    }
    return check.run();
  }

  /// Checks a graph with a step that suits functions of numbers around one.
  public static GradientReport check(Graph graph, double[][] inputs, int lanes) {
    boolean single =
        graph.inputs().stream().anyMatch(x -> x.type().dtype() == DType.F32)
            || graph.outputs().stream().anyMatch(x -> x.type().dtype() == DType.F32);
    return check(graph, inputs, lanes, single ? STEP_SINGLE : STEP);
  }

  /// Checks a custom function.
  ///
  /// @param function with both rules
  /// @param operands types and scopes of its operands
  /// @param inputs where, in the layout of [Executable#run]
  /// @param lanes number of lanes, at least 1
  public static GradientReport check(
      CustomFunction function, List<ValueType> operands, double[][] inputs, int lanes) {
    GraphBuilder builder = new GraphBuilder();
    List<Value> arguments = operands.stream().map(builder::input).toList();
    List<Value> results = builder.emit(new Op.Custom(function), arguments);
    String name = function.name().replaceAll("[^A-Za-z0-9_]", "_");
    return check(builder.build(name, results), inputs, lanes);
  }

  /// A function that does not give the same for the same has no derivative.
  private void requireRepeatable() {
    Executable value = new ReferenceBackend().compile(graph);
    double[][] once = evaluate(value, inputs);
    double[][] again = evaluate(value, inputs);
    for (Element output : to) {
      double first = once[output.array()][output.position()];
      double second = again[output.array()][output.position()];
      if (Double.compare(first, second) != 0) {
        throw new IllegalArgumentException(
            "graph "
                + graph.name()
                + ": "
                + output
                + " is "
                + first
                + ", then "
                + second
                + " for the same inputs: it is not a function of them");
      }
    }
  }

  private List<Element> elements(String role, List<Value> values) {
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Value value = values.get(i);
      for (int k = 0; k < length(value) && value.type().dtype().isFloating(); k++) {
        elements.add(new Element(role, i, k, value, lanes));
      }
    }
    return elements;
  }

  private int length(Value value) {
    return value.type().size() * (value.scope() == Scope.PER_LANE ? lanes : 1);
  }

  private GradientReport run() {
    requireRepeatable();
    double[][] expected = differences();
    List<Integer> wrt = new ArrayList<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      if (graph.inputs().get(i).type().dtype().isFloating()) {
        wrt.add(i);
      }
    }
    int outputs = graph.outputs().size();
    Graph jvp = ForwardMode.jvp(graph, wrt);
    Graph vjp = ReverseMode.vjp(graph, wrt);
    Executable forward = new ReferenceBackend().compile(jvp);
    for (int i = 0; i < from.size(); i++) {
      double[][] tangents =
          evaluate(forward, seeded(jvp, wrt.indexOf(from.get(i).array()), from.get(i)));
      for (int j = 0; j < to.size(); j++) {
        int array = outputs + floatingBefore(graph.outputs(), to.get(j).array());
        compare("forward", i, j, expected[i][j], tangents[array][to.get(j).position()]);
      }
    }
    Executable reverse = new ReferenceBackend().compile(vjp);
    for (int j = 0; j < to.size(); j++) {
      int seed = floatingBefore(graph.outputs(), to.get(j).array());
      double[][] cotangents = evaluate(reverse, seeded(vjp, seed, to.get(j)));
      for (int i = 0; i < from.size(); i++) {
        int array = outputs + wrt.indexOf(from.get(i).array());
        compare("reverse", i, j, expected[i][j], cotangents[array][from.get(i).position()]);
      }
    }
    return new GradientReport(graph.name(), from.size() * to.size(), worst());
  }

  private static int floatingBefore(List<Value> values, int index) {
    return (int)
        values.subList(0, index).stream().filter(v -> v.type().dtype().isFloating()).count();
  }

  /// The inputs, and zeros for the further inputs of `derivative` but one.
  private double[][] seeded(Graph derivative, int seed, Element element) {
    List<Value> values = derivative.inputs();
    double[][] all = new double[values.size()][];
    for (int i = 0; i < all.length; i++) {
      all[i] = i < inputs.length ? inputs[i] : new double[length(values.get(i))];
    }
    all[inputs.length + seed][element.position()] = 1;
    return all;
  }

  private double[][] evaluate(Executable executable, double[][] arguments) {
    List<Value> outputs = executable.graph().outputs();
    double[][] results = outputs.stream().map(y -> new double[length(y)]).toArray(double[][]::new);
    executable.run(arguments, results, lanes);
    return results;
  }

  private double[][] differences() {
    Executable value = new ReferenceBackend().compile(graph);
    double[][] quotients = new double[from.size()][to.size()];
    for (int i = 0; i < quotients.length; i++) {
      double h = step * Math.max(1, Math.abs(inputs[from.get(i).array()][from.get(i).position()]));
      double[][] low2 = moved(value, from.get(i), -2 * h);
      double[][] low1 = moved(value, from.get(i), -h);
      double[][] high1 = moved(value, from.get(i), h);
      double[][] high2 = moved(value, from.get(i), 2 * h);
      for (int j = 0; j < to.size(); j++) {
        int a = to.get(j).array();
        int p = to.get(j).position();
        quotients[i][j] = (8 * (high1[a][p] - low1[a][p]) - (high2[a][p] - low2[a][p])) / (12 * h);
      }
    }
    return quotients;
  }

  private double[][] moved(Executable value, Element element, double by) {
    double[][] arguments = inputs.clone();
    double[] array = arguments[element.array()].clone();
    double there = array[element.position()] + by;
    array[element.position()] = element.value().type().dtype() == DType.F32 ? (float) there : there;
    arguments[element.array()] = array;
    return evaluate(value, arguments);
  }

  private Discrepancy worst() {
    if (worst == null) {
      throw new IllegalStateException("nothing was compared");
    }
    return worst;
  }

  private void compare(String mode, int i, int j, double expected, double found) {
    double difference = Math.abs(found - expected) / (1 + Math.abs(expected));
    double error = Double.isFinite(difference) ? difference : Double.POSITIVE_INFINITY;
    if (worst == null || error > worst.error()) {
      worst =
          new Discrepancy(
              mode, to.get(j).toString(), from.get(i).toString(), expected, found, error);
    }
  }
}
