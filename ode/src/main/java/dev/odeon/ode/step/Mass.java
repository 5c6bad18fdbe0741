package dev.odeon.ode.step;

import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.MassSupport;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.MassMatrix;
import java.util.Arrays;
import java.util.Optional;

/// The mass matrix of a field in traces; without one, the identity, which leaves no trace.
///
/// @param matrix M
record Mass(Optional<MassMatrix> matrix) {
  static Mass of(FieldGraph field) {
    return new Mass(field.mass());
  }

  /// Checks that `method` can solve problems with the mass matrix of `field`.
  ///
  /// @throws IllegalArgumentException if it cannot, naming methods that can
  static void check(FieldGraph field, LaneMethod method) {
    MassSupport support = method.massSupport();
    boolean fits =
        field.mass().isEmpty()
            || support == MassSupport.SINGULAR
            || (support == MassSupport.REGULAR && !field.mass().orElseThrow().isSingular());
    if (!fits) {
      throw new IllegalArgumentException(
          "method '"
              + method.name()
              + "' does not take the "
              + field.mass().orElseThrow()
              + ", of field '"
              + field.graph().name()
              + "'; use rodas5p, rodas4, kvaerno5, radau5 or bdf");
    }
  }

  /// The entry of row `i` and column `j`.
  double at(int i, int j) {
    return matrix.map(m -> m.at(i, j)).orElse(i == j ? 1.0 : 0.0);
  }

  /// `M x` for a vector.
  Tensor times(Tensor x) {
    if (matrix.isEmpty()) {
      return x;
    }
    MassMatrix m = matrix.orElseThrow();
    if (!m.isDiagonal()) {
      return all(x.type(), 1, x).dot(x);
    }
    double[] diagonal = new double[m.dimension()];
    for (int i = 0; i < diagonal.length; i++) {
      diagonal[i] = m.at(i, i);
    }
    return x.times(x.tracer().constant(Literal.of(x.type(), diagonal)));
  }

  /// `factor M` as a constant, `[d, d]`, of the element type of `like`.
  Tensor times(double factor, Tensor like) {
    return all(like.type(), factor, like);
  }

  private Tensor all(TensorType type, double factor, Tensor like) {
    int d = type.shape().dim(0);
    double[] entries = new double[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        entries[i * d + j] = at(i, j) == 0 ? 0 : factor * at(i, j);
      }
    }
    return like.tracer().constant(Literal.of(type.withShape(Shape.of(d, d)), entries));
  }

  /// Whether some equations are algebraic.
  boolean isSingular() {
    return matrix.filter(MassMatrix::isSingular).isPresent();
  }

  /// P x, with P the projector onto the algebraic equations of a singular matrix.
  ///
  /// @param x `[d]` or `[d, d]`
  Tensor constrain(Tensor x) {
    MassMatrix m = matrix.orElseThrow();
    int d = m.dimension();
    double[] projector = m.constraints();
    if (!m.isDiagonal()) {
      TensorType type = x.type().withShape(Shape.of(d, d));
      return x.tracer().constant(Literal.of(type, projector)).dot(x);
    }
    double[] kept = new double[x.type().size()];
    Arrays.setAll(kept, k -> projector[k / (kept.length / d) * (d + 1)]);
    return x.times(x.tracer().constant(Literal.of(x.type(), kept)));
  }
}
