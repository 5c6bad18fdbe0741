package dev.odeon.nn.ad;

import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Derivatives of the solution of `A x = b` or `A^T x = b` for `P A = L U`: those of the factors
/// and of b, through solves with the same factors. Vectors are treated as matrices of one column.
///
/// With `P dA = dL U + L dU`, the tangent solves `A dx = db - dA x`. With the solution v of the
/// transposed system for the cotangent of x, the cotangent of b is v and that of A is `-v x^T`.
final class SolveRules {
  private SolveRules() {}

  static Tensor push(JvpRules.Site at, MatrixForm form) {
    Tensor right = columns(at.tangent(2));
    Tensor dFactors = at.dx().get(0);
    if (dFactors != null) {
      right = right.minus(moved(at, form, dFactors));
    }
    return Triangles.solve(at.x().get(0), at.x().get(1), right, form)
        .reshape(at.y().getFirst().shape());
  }

  /// `dA x`, or `dA^T x`.
  private static Tensor moved(JvpRules.Site at, MatrixForm form, Tensor dFactors) {
    Triangles parts = Triangles.of(at.x().get(0), at.x().get(1));
    Tensor dLower = Triangles.below(dFactors);
    Tensor dUpper = Triangles.aboveAndOn(dFactors);
    Tensor x = columns(at.y().getFirst());
    return switch (form) {
      case PLAIN ->
          parts.permute(
              dLower.matmul(parts.upper().matmul(x)).plus(parts.lower().matmul(dUpper.matmul(x))),
              MatrixForm.TRANSPOSED);
      case TRANSPOSED -> {
        Tensor permuted = parts.permute(x, MatrixForm.PLAIN);
        Tensor viaLower = parts.upper().transpose().matmul(dLower.transpose().matmul(permuted));
        Tensor viaUpper = dUpper.transpose().matmul(parts.lower().transpose().matmul(permuted));
        yield viaLower.plus(viaUpper);
      }
    };
  }

  static List<@Nullable Tensor> pullBack(VjpRules.Site at, MatrixForm form) {
    Tensor factors = at.x().get(0);
    Tensor pivots = at.x().get(1);
    Tensor v = Triangles.solve(factors, pivots, columns(at.cotangent()), form.transposed());
    Tensor x = columns(at.y().getFirst());
    Tensor factorCotangent =
        at.wants(0)
            ? switch (form) {
              case PLAIN -> outer(Triangles.of(factors, pivots), v, x);
              case TRANSPOSED -> outer(Triangles.of(factors, pivots), x, v);
            }
            : null;
    return VjpRules.list(factorCotangent, null, v.reshape(at.x().get(2).shape()));
  }

  /// The cotangent of the factors if that of A is `-left right^T`.
  private static Tensor outer(Triangles parts, Tensor left, Tensor right) {
    Tensor permuted = parts.permute(left, MatrixForm.PLAIN);
    Tensor lower = permuted.matmul(parts.upper().matmul(right).transpose());
    Tensor upper = parts.lower().transpose().matmul(permuted).matmul(right.transpose());
    return Triangles.below(lower).plus(Triangles.aboveAndOn(upper)).negate();
  }

  private static Tensor columns(Tensor x) {
    return x.shape().rank() == 2 ? x : x.reshape(Shape.of(x.shape().dim(0), 1));
  }
}
