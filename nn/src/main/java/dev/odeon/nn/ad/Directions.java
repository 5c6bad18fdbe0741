package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The directions of a [DirectionSweep], as constants.
sealed interface Directions {
  /// How many.
  int count();

  /// Direction `index`, of type `type`.
  Tensor one(Tracer tracer, TensorType type, int index);

  /// All, stacked on a leading axis.
  Tensor all(Tracer tracer, TensorType type);

  /// `type` with a leading axis of length `count`.
  static Shape stacked(int count, TensorType type) {
    List<Integer> dims = new ArrayList<>(List.of(count));
    dims.addAll(type.shape().dims());
    return new Shape(dims);
  }

  /// The unit vectors, in row-major order of the elements.
  record Basis(int count) implements Directions {
    @Override
    public Tensor one(Tracer tracer, TensorType type, int index) {
      double[] unit = new double[count];
      unit[index] = 1;
      return tracer.constant(Literal.of(type, unit));
    }

    /// Compares row with column numbers: the identity never stands in the graph.
    @Override
    public Tensor all(Tracer tracer, TensorType type) {
      double[] numbers = IntStream.range(0, count).asDoubleStream().toArray();
      Tensor index =
          tracer.constant(Literal.of(new TensorType(DType.F64, Shape.of(count)), numbers));
      Shape square = Shape.of(count, count);
      Tensor row = tracer.apply1(new Op.BroadcastInDim(square, List.of(0)), index);
      Tensor column = tracer.apply1(new Op.BroadcastInDim(square, List.of(1)), index);
      Tensor identity =
          tracer.apply1(new Op.Convert(type.dtype()), row.compare(Comparison.EQ, column));
      return identity.reshape(stacked(count, type));
    }
  }

  /// Given directions: `rows` has one a row, its elements in row-major order.
  record Seeds(Literal rows) implements Directions {
    @Override
    public int count() {
      return rows.type().shape().dim(0);
    }

    @Override
    public Tensor one(Tracer tracer, TensorType type, int index) {
      double[] row = new double[type.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = rows.get(index * row.length + i);
      }
      return tracer.constant(Literal.of(type, row));
    }

    @Override
    public Tensor all(Tracer tracer, TensorType type) {
      return tracer.constant(Literal.of(type.withShape(stacked(count(), type)), rows.toArray()));
    }
  }
}
