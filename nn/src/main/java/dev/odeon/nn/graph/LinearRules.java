package dev.odeon.nn.graph;

import static dev.odeon.nn.graph.TypeRules.arity;
import static dev.odeon.nn.graph.TypeRules.require;

import java.util.List;

/// The part of [TypeRules] for systems of linear equations.
final class LinearRules {
  private LinearRules() {}

  static List<ValueType> factor(Op op, List<ValueType> x) {
    arity(op, x, 1);
    TensorType matrix = x.getFirst().type();
    square(op, x.getFirst());
    Scope scope = x.getFirst().scope();
    return List.of(new ValueType(matrix, scope), new ValueType(pivots(matrix), scope));
  }

  static List<ValueType> solve(Op op, List<ValueType> x) {
    arity(op, x, 3);
    TensorType matrix = x.get(0).type();
    square(op, x.get(0));
    require(
        x.get(1).type().equals(pivots(matrix)),
        op,
        "pivots of type " + x.get(1).type() + " are not those of a matrix of type " + matrix);
    TensorType right = x.get(2).type();
    int rank = right.shape().rank();
    require(
        right.dtype() == matrix.dtype()
            && (rank == 1 || rank == 2)
            && right.shape().dim(0) == matrix.shape().dim(0),
        op,
        "right side of type " + right + " does not fit a matrix of type " + matrix);
    return List.of(new ValueType(right, TypeRules.joinScopes(x)));
  }

  static List<ValueType> sparseFactor(Op.SparseLuFactor op, List<ValueType> x) {
    arity(op, x, 1);
    TypeRules.floating(op, x.getFirst());
    entries(op, op.elimination(), x.getFirst().type());
    TensorType factors = x.getFirst().type().withShape(Shape.of(op.elimination().factorSize()));
    return List.of(new ValueType(factors, x.getFirst().scope()));
  }

  static List<ValueType> sparseSolve(Op.SparseLuSolve op, List<ValueType> x) {
    arity(op, x, 3);
    SparseElimination elimination = op.elimination();
    TensorType factors = x.get(0).type();
    TypeRules.floating(op, x.get(0));
    require(
        factors.shape().equals(Shape.of(elimination.factorSize())),
        op,
        "factors of type " + factors + " do not fit a matrix of " + elimination);
    entries(op, elimination, x.get(1).type());
    TensorType right = x.get(2).type();
    int rank = right.shape().rank();
    require(
        right.dtype() == factors.dtype()
            && x.get(1).type().dtype() == factors.dtype()
            && (rank == 1 || rank == 2)
            && right.shape().dim(0) == elimination.size(),
        op,
        "right side of type " + right + " does not fit a matrix of " + elimination);
    return List.of(new ValueType(right, TypeRules.joinScopes(x)));
  }

  private static void entries(Op op, SparseElimination elimination, TensorType matrix) {
    require(
        matrix.shape().equals(Shape.of(elimination.entries())),
        op,
        "entries of type " + matrix + " do not fit a matrix of " + elimination);
  }

  private static void square(Op op, ValueType x) {
    TypeRules.floating(op, x);
    Shape shape = x.type().shape();
    require(
        shape.rank() == 2 && shape.dim(0) == shape.dim(1),
        op,
        "operand of type " + x.type() + " is not a square matrix");
  }

  private static TensorType pivots(TensorType matrix) {
    return new TensorType(DType.I32, Shape.of(matrix.shape().dim(0)));
  }
}
