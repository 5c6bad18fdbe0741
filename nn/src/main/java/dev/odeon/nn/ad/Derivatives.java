package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.DeadCode;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Whole derivatives of a graph as graphs of the same inputs: Jacobians, gradients, Hessians, and
/// products with them. They nest in any order: `jacobian(hessian(f, 0), 0, 0)` has the third
/// derivatives.
///
/// # Lanes
///
/// The result belongs to one lane: entry (i, j) is the derivative of element i of the output in a
/// lane for element j of the input in the same lane, or of a shared one. The result is shared if
/// input and output are, else per lane. A shared output depends on a per-lane input in each lane
/// apart. Where a per-lane output depends on the *other* lanes' input through a sum over lanes
/// there is no such result, and that is refused.
///
/// # Cost
///
/// Forward mode takes one sweep an element of the input, reverse mode one an element of the output;
/// the smaller number wins, ties go forward, and so does what passes through a loop without a bound
/// unless that takes sixteen times as many sweeps. Work that is the same for all sweeps is done
/// once. Up to 8 sweeps are written out, more become a scan over directions.
///
/// See Griewank and Walther, Evaluating Derivatives, 2nd ed., chapters 3 and 5.
public final class Derivatives {
  private Derivatives() {}

  /// The graph inputs to d output / d input, of shape (shape of the output, shape of the input).
  ///
  /// @param input position of a floating input
  /// @param output position of a floating output
  /// @throws IllegalArgumentException if either is none, or lanes depend on each other (see above)
  public static Graph jacobian(Graph graph, int input, int output) {
    Graph single = single(graph, input, output);
    return jacobian(single, input, ModeChoice.of(single, input).cheaper());
  }

  /// Like [#jacobian(Graph, int, int)], in the given mode; the entries are the same up to rounding.
  ///
  /// @throws IllegalArgumentException also if the mode cannot give it: forward mode for a shared
  ///   output of a per-lane input, reverse mode through a sum over lanes from a shared input to a
  ///   per-lane output
  public static Graph jacobian(Graph graph, int input, int output, DerivativeMode mode) {
    Graph single = single(graph, input, output);
    ModeChoice.of(single, input).require(mode);
    return jacobian(single, input, mode);
  }

  /// Whether [#jacobian(Graph, int, int, DerivativeMode)] can use the given mode.
  ///
  /// @throws IllegalArgumentException if no mode can
  public static boolean canUse(Graph graph, int input, int output, DerivativeMode mode) {
    return ModeChoice.of(single(graph, input, output), input).or(mode) == mode;
  }

  /// The graph inputs to products with the Jacobian J of `output` for `input`, one for each row of
  /// `directions`, stacked on a leading axis: J s in forward mode, s^T J in reverse mode.
  ///
  /// @param directions a matrix; each row has the elements of the input (forward mode) or output
  ///   (reverse mode) in row-major order
  public static Graph products(
      Graph graph, int input, int output, DerivativeMode mode, Literal directions) {
    Graph single = single(graph, input, output);
    ModeChoice.of(single, input).require(mode);
    int length = mode == DerivativeMode.FORWARD ? size(single, input) : size(single);
    Shape shape = directions.type().shape();
    if (shape.rank() != 2 || shape.dim(1) != length) {
      throw new IllegalArgumentException(
          "products: directions of shape [" + shape + "] do not have rows of length " + length);
    }
    Tracer tracer = new Tracer();
    List<Tensor> inputs = ReverseMode.inputs(tracer, graph);
    Tensor stacked = along(tracer, single, inputs, input, mode, new Directions.Seeds(directions));
    return finish(tracer, graph.name() + "_products", stacked);
  }

  /// The graph inputs to d output / d input for the only output, a scalar: reverse mode, of the
  /// shape of the input.
  ///
  /// @throws IllegalArgumentException if the graph has not one floating scalar output
  public static Graph gradient(Graph graph, int input) {
    requireScalar(graph);
    return jacobian(graph, input, 0, DerivativeMode.REVERSE);
  }

  /// The graph inputs to the second derivatives of the only output, a scalar, for `input`, of shape
  /// (shape of the input, shape of the input): forward over reverse mode.
  ///
  /// @throws IllegalArgumentException if the graph has not one floating scalar output
  public static Graph hessian(Graph graph, int input) {
    return hessian(graph, input, input);
  }

  /// The block of mixed second derivatives for inputs `first` and `second`, of shape (shape of
  /// `first`, shape of `second`).
  ///
  /// @throws IllegalArgumentException if the graph has not one floating scalar output
  public static Graph hessian(Graph graph, int first, int second) {
    Graph single = single(gradient(graph, first), second, 0);
    return jacobian(single, second, ModeChoice.of(single, second).or(DerivativeMode.FORWARD));
  }

  /// The diagonal of [#hessian(Graph, int)], of the shape of the input, without the rest of it.
  ///
  /// @throws IllegalArgumentException if the graph has not one floating scalar output, or the
  ///   Hessian has no forward mode
  public static Graph diagonalHessian(Graph graph, int input) {
    Graph gradient = gradient(graph, input);
    ModeChoice.of(single(gradient, input, 0), input).require(DerivativeMode.FORWARD);
    Graph tangent = tangent(gradient, input);
    Graph squared =
        Tracer.trace(
            tangent.name(),
            tangent.inputs().stream().map(ValueType::of).toList(),
            x -> {
              Tensor along = x.getFirst().tracer().call(tangent, x).getFirst();
              return List.of(along.times(x.getLast()).sum());
            });
    Tracer tracer = new Tracer();
    List<Tensor> inputs = ReverseMode.inputs(tracer, graph);
    Directions basis = new Directions.Basis(size(graph, input));
    Tensor diagonal = DirectionSweep.along(tracer, squared, inputs, basis);
    Shape shape = graph.inputs().get(input).type().shape();
    return finish(tracer, graph.name() + "_diagonal", diagonal.reshape(shape));
  }

  /// The graph (inputs, directions for the inputs `wrt`) to the products of the Hessian of the only
  /// output, a scalar, with the directions, one for each of `wrt`: forward over reverse mode, about
  /// the cost of two gradients. A per-lane output counts as its sum over lanes.
  ///
  /// @param wrt positions of the floating inputs to differentiate for
  /// @throws IllegalArgumentException if the graph has not one floating scalar output
  public static Graph hvp(Graph graph, List<Integer> wrt) {
    requireScalar(graph);
    Tracer tracer = new Tracer();
    ReverseMode.Linearised forward =
        new ReverseMode.Linearised(tracer, graph, ReverseMode.inputs(tracer, graph), wrt);
    Tensor one = forward.outputs().getFirst().scalar(1);
    Graph gradient =
        new DeadCode()
            .apply(tracer.graph(graph.name() + "_gradient", forward.pullBack(List.of(one))));
    Graph pushed = ForwardMode.jvp(gradient, wrt);
    List<Value> products = pushed.outputs().subList(wrt.size(), 2 * wrt.size());
    return new DeadCode()
        .apply(new Graph(graph.name() + "_hvp", pushed.inputs(), pushed.equations(), products));
  }

  private static Graph jacobian(Graph single, int input, DerivativeMode mode) {
    Tracer tracer = new Tracer();
    List<Tensor> inputs = ReverseMode.inputs(tracer, single);
    int columns = size(single, input);
    int rows = size(single);
    boolean byColumn = mode == DerivativeMode.FORWARD;
    Directions basis = new Directions.Basis(byColumn ? columns : rows);
    Tensor stacked = along(tracer, single, inputs, input, mode, basis);
    Tensor matrix = byColumn ? stacked.reshape(Shape.of(columns, rows)).transpose() : stacked;
    List<Integer> dims = new ArrayList<>(single.outputs().getFirst().type().shape().dims());
    dims.addAll(single.inputs().get(input).type().shape().dims());
    return finish(tracer, single.name() + "_jacobian", matrix.reshape(new Shape(dims)));
  }

  private static Tensor along(
      Tracer tracer,
      Graph single,
      List<Tensor> inputs,
      int input,
      DerivativeMode mode,
      Directions directions) {
    if (mode == DerivativeMode.FORWARD) {
      return DirectionSweep.along(tracer, tangent(single, input), inputs, directions);
    }
    boolean lifts =
        single.inputs().get(input).scope() == Scope.SHARED
            && single.outputs().getFirst().scope() == Scope.PER_LANE;
    Graph forward = lifts ? Lift.toLanes(single) : single;
    List<Tensor> arguments =
        IntStream.range(0, inputs.size())
            .mapToObj(i -> Cotangents.inScopeOf(forward.inputs().get(i), inputs.get(i)))
            .toList();
    return DirectionSweep.along(tracer, cotangent(forward, input), arguments, directions);
  }

  /// The graph (inputs, tangent of `input`) to the tangent of the only output.
  private static Graph tangent(Graph single, int input) {
    return last(ForwardMode.jvp(single, List.of(input)));
  }

  /// The graph (inputs, cotangent of the only output) to the cotangent of `input`.
  private static Graph cotangent(Graph single, int input) {
    return last(ReverseMode.vjp(single, List.of(input)));
  }

  private static Graph last(Graph graph) {
    List<Value> outputs = List.of(graph.outputs().getLast());
    return new DeadCode()
        .apply(new Graph(graph.name(), graph.inputs(), graph.equations(), outputs));
  }

  private static Graph single(Graph graph, int input, int output) {
    check(graph, "input", input, graph.inputs());
    check(graph, "output", output, graph.outputs());
    List<Value> outputs = List.of(graph.outputs().get(output));
    return new DeadCode()
        .apply(new Graph(graph.name(), graph.inputs(), graph.equations(), outputs));
  }

  private static void check(Graph graph, String what, int index, List<Value> values) {
    if (index < 0 || index >= values.size()) {
      throw new IllegalArgumentException(
          "graph " + graph.name() + " has no " + what + " " + index + ", it has " + values.size());
    }
    if (!values.get(index).type().dtype().isFloating()) {
      throw new IllegalArgumentException(
          "graph "
              + graph.name()
              + ": "
              + what
              + " "
              + index
              + ", "
              + values.get(index)
              + ", has no derivative");
    }
  }

  private static void requireScalar(Graph graph) {
    List<Value> outputs = graph.outputs();
    if (outputs.size() != 1
        || outputs.getFirst().type().shape().rank() != 0
        || !outputs.getFirst().type().dtype().isFloating()) {
      throw new IllegalArgumentException(
          "graph " + graph.name() + ": outputs " + outputs + " are not one scalar");
    }
  }

  private static Graph finish(Tracer tracer, String name, Tensor result) {
    return new DeadCode().apply(tracer.graph(name, List.of(result)));
  }

  private static int size(Graph graph, int input) {
    return graph.inputs().get(input).type().size();
  }

  private static int size(Graph single) {
    return single.outputs().getFirst().type().size();
  }
}
