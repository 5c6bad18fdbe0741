package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A loop over the rows of a matrix as one operation of a graph, with a state that goes from row to
/// row. The graph has the body once, however many rows there are.
public final class RowScan {
  private RowScan() {}

  /// What is done with one row.
  @FunctionalInterface
  public interface Body {
    /// The step of one row, traced.
    ///
    /// @param p the parameters
    /// @param state the state before the row
    /// @param row `[k]`
    Step step(Parameters p, Tensor state, Tensor row);
  }

  /// The outcome of one row.
  ///
  /// @param state the state after the row, of the same shape
  /// @param output of any one shape
  public record Step(Tensor state, Tensor output) {}

  /// The outputs of all rows, stacked.
  ///
  /// @param parameters everything that the body reads by name
  /// @param initial the state before the first row
  /// @param rows `[n, k]`
  /// @param order from the first row to the last, or the other way
  public static Tensor outputs(
      SequencedMap<String, Tensor> parameters,
      Tensor initial,
      Tensor rows,
      ScanOrder order,
      Body body) {
    if (rows.shape().rank() != 2) {
      throw new IllegalArgumentException(
          "rows: tensor of shape [" + rows.shape() + "] is not a matrix");
    }
    Scope scope = initial.scope().join(rows.scope());
    for (Tensor parameter : parameters.values()) {
      scope = scope.join(parameter.scope());
    }
    Graph graph = graph(parameters, initial, rows, scope, body);
    List<Tensor> operands = new ArrayList<>(parameters.values());
    operands.add(inScope(scope, initial));
    operands.add(initial.scalar(0));
    operands.add(rows);
    Op scan = new Op.Scan(graph, parameters.size(), 2, rows.shape().dim(0), order);
    return rows.tracer().apply(scan, operands).getLast();
  }

  /// The second carry is shared and does nothing: with a shared result reverse mode leaves shared
  /// parameters as they are, where it would else copy them to every lane.
  private static Graph graph(
      SequencedMap<String, Tensor> parameters,
      Tensor initial,
      Tensor rows,
      Scope scope,
      Body body) {
    List<ValueType> types = new ArrayList<>();
    parameters.values().forEach(parameter -> types.add(type(parameter.value())));
    types.add(new ValueType(initial.type(), scope));
    types.add(new ValueType(TensorType.scalar(initial.dtype()), Scope.SHARED));
    TensorType row = rows.type().withShape(Shape.of(rows.shape().dim(1)));
    types.add(new ValueType(row, rows.scope()));
    List<String> names = new ArrayList<>(parameters.sequencedKeySet());
    return Tracer.trace(
        "row",
        types,
        x -> {
          Map<String, Tensor> named = new LinkedHashMap<>();
          for (int i = 0; i < names.size(); i++) {
            named.put(names.get(i), x.get(i));
          }
          int at = names.size();
          Step step = body.step(Parameters.of(named), x.get(at), x.get(at + 2));
          return List.of(inScope(scope, step.state), x.get(at + 1), inScope(scope, step.output));
        });
  }

  private static ValueType type(Value value) {
    return ValueType.of(value);
  }

  private static Tensor inScope(Scope scope, Tensor x) {
    return x.scope() == scope ? x : x.tracer().apply1(new Op.LaneBroadcast(), x);
  }
}
