package dev.odeon.nn.ad;

import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.trace.Tensor;

/// Derivatives of `P A = L U` for fixed P: with `F = L^-1 (P dA) U^-1`, dL is L times the part of F
/// below the diagonal, and dU the rest of F times U (Giles, An extended collection of matrix
/// derivative results, 2008, treats the factors of Cholesky in the same way).
final class FactorRules {
  private FactorRules() {}

  static Tensor push(JvpRules.Site at) {
    Triangles parts = Triangles.of(at.y().get(0), at.y().get(1));
    Tensor permuted = parts.permute(at.only(), MatrixForm.PLAIN);
    Tensor left = parts.solveLower(permuted, MatrixForm.PLAIN);
    Tensor f = parts.solveUpper(left.transpose(), MatrixForm.TRANSPOSED).transpose();
    Tensor lower = parts.lower().matmul(Triangles.below(f));
    Tensor upper = Triangles.aboveAndOn(f).matmul(parts.upper());
    return Triangles.below(lower).plus(Triangles.aboveAndOn(upper));
  }

  static Tensor pullBack(VjpRules.Site at) {
    Triangles parts = Triangles.of(at.y().get(0), at.y().get(1));
    Tensor w = at.cotangentOrZeros(0);
    Tensor lower = parts.lower().transpose().matmul(Triangles.below(w));
    Tensor upper = Triangles.aboveAndOn(w).matmul(parts.upper().transpose());
    Tensor f = Triangles.below(lower).plus(Triangles.aboveAndOn(upper));
    Tensor left = parts.solveLower(f, MatrixForm.TRANSPOSED);
    Tensor both = parts.solveUpper(left.transpose(), MatrixForm.PLAIN).transpose();
    return parts.permute(both, MatrixForm.TRANSPOSED);
  }
}
