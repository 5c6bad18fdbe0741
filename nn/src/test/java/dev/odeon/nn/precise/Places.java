package dev.odeon.nn.precise;

import dev.odeon.nn.graph.Shape;
import java.util.List;
import java.util.function.Consumer;

/// Row-major positions of the elements of a shape.
final class Places {
  private Places() {}

  static int flat(Shape shape, int... index) {
    int flat = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      flat = flat * shape.dim(axis) + index[axis];
    }
    return flat;
  }

  static int[] at(Shape shape, int flat) {
    int[] index = new int[shape.rank()];
    int rest = flat;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return index;
  }

  /// Calls `visit` with each index of `shape`, the last axis fastest.
  static void each(Shape shape, Consumer<int[]> visit) {
    for (int flat = 0; flat < shape.size(); flat++) {
      visit.accept(at(shape, flat));
    }
  }

  static boolean isInside(Shape shape, int... index) {
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (index[axis] < 0 || index[axis] >= shape.dim(axis)) {
        return false;
      }
    }
    return true;
  }

  /// The shape of some of the axes.
  static Shape of(Shape shape, List<Integer> axes) {
    return new Shape(axes.stream().map(shape::dim).toList());
  }
}
