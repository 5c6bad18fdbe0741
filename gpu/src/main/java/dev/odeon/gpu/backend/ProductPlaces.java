package dev.odeon.gpu.backend;

import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import java.util.List;
import java.util.stream.IntStream;

/// Which elements of its operands each element of a product is made of: those at `start + offset`
/// for each contracted index.
///
/// @param leftStarts for each element of the result
/// @param leftOffsets for each contracted index
/// @param rightStarts for each element of the result
/// @param rightOffsets for each contracted index
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
record ProductPlaces(int[] leftStarts, int[] leftOffsets, int[] rightStarts, int[] rightOffsets) {
  static ProductPlaces of(Equation equation, Op.DotGeneral op) {
    Shape left = equation.operands().get(0).type().shape();
    Shape right = equation.operands().get(1).type().shape();
    int[] leftBatch = Sources.offsets(left, op.leftBatch());
    int[] rightBatch = Sources.offsets(right, op.rightBatch());
    int[] leftFree = leftFree(equation, op);
    int[] rightFree = rightFree(equation, op);
    int size = equation.result().type().size();
    int[] leftStarts = new int[size];
    int[] rightStarts = new int[size];
    int e = 0;
    for (int batch = 0; batch < leftBatch.length; batch++) {
      for (int i : leftFree) {
        for (int j : rightFree) {
          leftStarts[e] = leftBatch[batch] + i;
          rightStarts[e++] = rightBatch[batch] + j;
        }
      }
    }
    return new ProductPlaces(
        leftStarts,
        Sources.offsets(left, op.leftContracting()),
        rightStarts,
        Sources.offsets(right, op.rightContracting()));
  }

  /// Offsets of the free indices of the left operand.
  static int[] leftFree(Equation equation, Op.DotGeneral op) {
    Shape left = equation.operands().get(0).type().shape();
    return Sources.offsets(left, free(left, op.leftBatch(), op.leftContracting()));
  }

  /// Offsets of the free indices of the right operand.
  static int[] rightFree(Equation equation, Op.DotGeneral op) {
    Shape right = equation.operands().get(1).type().shape();
    return Sources.offsets(right, free(right, op.rightBatch(), op.rightContracting()));
  }

  private static List<Integer> free(Shape shape, List<Integer> batch, List<Integer> contracting) {
    return IntStream.range(0, shape.rank())
        .boxed()
        .filter(axis -> !batch.contains(axis) && !contracting.contains(axis))
        .toList();
  }
}
