package dev.odeon.ode.step;

import dev.odeon.nn.ad.sparse.JacobianSparsity;
import dev.odeon.nn.ad.sparse.SparsityPattern;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A field on `(q, p)` whose halves depend on the other half alone, evaluated half by half.
///
/// The graph is asked for what is needed of it; the other half is dead code.
final class SplitField {
  private final FieldGraph field;
  private final int half;
  private final List<Tensor> guards = new ArrayList<>();

  SplitField(FieldGraph field) {
    this.field = field;
    half = field.dimension() / 2;
  }

  /// Checks that the halves depend on each other alone.
  ///
  /// @throws IllegalArgumentException naming the first component that does not
  static void checkSeparable(FieldGraph field, String method) {
    int d = field.dimension();
    if (d % 2 != 0) {
      throw new IllegalArgumentException(
          "method '"
              + method
              + "' needs a state (q, p) of even length, field '"
              + field.graph().name()
              + "' has dimension "
              + d);
    }
    SparsityPattern pattern = JacobianSparsity.of(field.graph(), 1, 0);
    for (int row = 0; row < d; row++) {
      for (int column : pattern.row(row)) {
        if (row < d / 2 == column < d / 2) {
          throw new IllegalArgumentException(
              "method '"
                  + method
                  + "' needs dq/dt to depend on p alone and dp/dt on q alone, but"
                  + " derivative "
                  + row
                  + " of field '"
                  + field.graph().name()
                  + "' depends on component "
                  + column);
        }
      }
    }
  }

  /// Checks that the first half of the derivative is the second half of the state.
  ///
  /// @throws IllegalArgumentException if it is not
  static void checkSecondOrder(FieldGraph field, String method) {
    checkSeparable(field, method);
    int d = field.dimension();
    Random random = new Random(7);
    List<ValueType> parameters = field.parameterTypes();
    double[][] in = new double[2 + parameters.size()][];
    in[0] = floats(random, 1, 0, 1);
    in[1] = floats(random, d, -1, 1);
    for (int i = 0; i < parameters.size(); i++) {
      in[2 + i] = floats(random, parameters.get(i).type().size(), 0.5, 1);
    }
    double[][] out = new double[1 + field.guards().size()][];
    for (int i = 0; i < out.length; i++) {
      out[i] = new double[i == 0 ? d : 1];
    }
    new ReferenceBackend().compile(field.graph()).run(in, out, 1);
    for (int i = 0; i < d / 2; i++) {
      if (out[0][i] != in[1][d / 2 + i]) {
        throw new IllegalArgumentException(
            "method '"
                + method
                + "' needs dq/dt = v, but derivative "
                + i
                + " of field '"
                + field.graph().name()
                + "' is not component "
                + (d / 2 + i)
                + " of the state");
      }
    }
  }

  /// Numbers that either precision holds.
  private static double[] floats(Random random, int count, double from, double to) {
    return random.doubles(count, from, to).map(x -> (float) x).toArray();
  }

  /// Length of each half.
  int half() {
    return half;
  }

  /// The first half of a state or derivative.
  Tensor position(Tensor state) {
    return state.slice(0, half);
  }

  /// The second half.
  Tensor momentum(Tensor state) {
    return state.slice(half, 2 * half);
  }

  /// dq/dt at time `t`.
  Tensor drift(Tensor t, Tensor q, Tensor p, List<Tensor> parameters) {
    return position(evaluate(t, q, p, parameters));
  }

  /// dp/dt at time `t`.
  Tensor kick(Tensor t, Tensor q, Tensor p, List<Tensor> parameters) {
    return momentum(evaluate(t, q, p, parameters));
  }

  /// The whole derivative.
  Tensor evaluate(Tensor t, Tensor q, Tensor p, List<Tensor> parameters) {
    List<Tensor> out = Stages.evaluate(field, t, Tensor.concatenate(q, p), parameters);
    for (int i = 1; i < out.size(); i++) {
      if (guards.size() < i) {
        guards.add(out.get(i));
      } else {
        guards.set(i - 1, guards.get(i - 1).logical(LogicalFunction.AND, out.get(i)));
      }
    }
    return out.getFirst();
  }

  /// Whether each guard held in all evaluations so far.
  List<Tensor> guards() {
    return List.copyOf(guards);
  }

  /// The type of half a state.
  TensorType halfType() {
    return type().withShape(Shape.of(half));
  }

  /// The type of a state.
  TensorType type() {
    return field.graph().inputs().get(1).type();
  }
}
