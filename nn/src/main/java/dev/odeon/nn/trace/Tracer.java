package dev.odeon.nn.trace;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphBuilder;
import dev.odeon.nn.graph.Inlined;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Origin;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Records one graph: makes its inputs and constants, and turns what was computed from them into a
/// [Graph].
public final class Tracer {
  private final GraphBuilder builder = new GraphBuilder();
  private Origin path = Origin.UNKNOWN;

  /// Runs `body` on inputs of the given types and returns the graph of what it computed.
  ///
  /// @param name name of the graph, a word
  /// @param inputs types and scopes of the inputs
  /// @param body receives one tensor an input, returns the outputs
  public static Graph trace(
      String name, List<ValueType> inputs, Function<List<Tensor>, List<Tensor>> body) {
    Tracer tracer = new Tracer();
    List<Tensor> arguments = inputs.stream().map(tracer::input).toList();
    return tracer.graph(name, body.apply(arguments));
  }

  /// Adds an input.
  public Tensor input(ValueType type) {
    return new Tensor(this, builder.input(type));
  }

  /// Adds an input.
  public Tensor input(TensorType type, Scope scope) {
    return new Tensor(this, builder.input(type, scope));
  }

  /// A constant.
  public Tensor constant(Literal value) {
    return new Tensor(this, builder.emit1(new Op.Constant(value)));
  }

  /// A scalar constant.
  public Tensor constant(DType dtype, double value) {
    return constant(Literal.scalar(dtype, value));
  }

  /// Applies a primitive; `operands` must be tensors of this tracer.
  public List<Tensor> apply(Op op, List<Tensor> operands) {
    return wrap(builder.emit(op, operands.stream().map(this::own).toList()));
  }

  /// Applies a primitive with one result.
  public Tensor apply1(Op op, Tensor... operands) {
    return apply(op, List.of(operands)).getFirst();
  }

  /// Computes what `graph` computes, of `arguments`; returns its outputs.
  public List<Tensor> call(Graph graph, List<Tensor> arguments) {
    return wrap(inline(graph, arguments).outputs());
  }

  /// Like [#call], with access to the intermediate values.
  public Inlined inline(Graph graph, List<Tensor> arguments) {
    return builder.inline(graph, arguments.stream().map(this::own).toList());
  }

  /// The tensor of a value of the graph being recorded.
  public Tensor tensor(Value value) {
    return new Tensor(this, value);
  }

  /// Runs `body` with `segment` appended to the path that messages name as the origin of its
  /// equations.
  public <T> T within(String segment, Supplier<T> body) {
    Origin outer = path;
    path = outer.text().isEmpty() ? new Origin(segment) : new Origin(outer.text() + "." + segment);
    Origin before = builder.enter(path);
    try {
      return body.get();
    } finally {
      path = outer;
      builder.enter(before);
    }
  }

  /// Runs `body` with equations attributed to `origin`.
  public <T> T at(Origin origin, Supplier<T> body) {
    Origin before = builder.enter(origin);
    try {
      return body.get();
    } finally {
      builder.enter(before);
    }
  }

  /// The graph recorded so far, with the given outputs.
  public Graph graph(String name, List<Tensor> outputs) {
    return builder.build(name, outputs.stream().map(this::own).toList());
  }

  /// What does not fit, with the layer or equation that is being traced.
  IllegalArgumentException complaint(String sentence) {
    return new IllegalArgumentException(sentence + builder.origin().suffix());
  }

  private Value own(Tensor tensor) {
    if (tensor.tracer() != this) {
      throw complaint(
          "tensor "
              + tensor.value()
              + " belongs to another trace; do not keep tensors from one trace for the next");
    }
    return tensor.value();
  }

  private List<Tensor> wrap(List<Value> values) {
    List<Tensor> tensors = new ArrayList<>(values.size());
    values.forEach(value -> tensors.add(new Tensor(this, value)));
    return tensors;
  }
}
