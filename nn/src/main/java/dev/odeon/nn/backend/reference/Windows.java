package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.Shape;
import java.util.List;

/// Where the elements of a window that moves over a tensor come from.
///
/// @param from extents of the tensor
/// @param to numbers of positions of the window
/// @param window extents of the window
/// @param stride steps of the window
/// @param low elements before the tensor, which are not there
/// @param inputDilation distances of neighbours of the tensor
/// @param windowDilation distances of neighbours of the window
public record Windows(
    Shape from,
    Shape to,
    Shape window,
    List<Integer> stride,
    List<Integer> low,
    List<Integer> inputDilation,
    List<Integer> windowDilation) {
  /// What stands for an element that is not there.
  public static final int NONE = -1;

  /// For each position, and each element of the window there, both row-major: the element of the
  /// tensor, or [#NONE].
  public int[] sources() {
    int[] sources = new int[Math.multiplyExact(to.size(), window.size())];
    int[] position = new int[to.rank()];
    int e = 0;
    for (int p = 0; p < to.size(); p++) {
      int[] offset = new int[window.rank()];
      for (int w = 0; w < window.size(); w++) {
        sources[e++] = source(position, offset);
        advance(offset, window);
      }
      advance(position, to);
    }
    return sources;
  }

  private int source(int[] position, int[] offset) {
    int source = 0;
    for (int axis = 0; axis < position.length; axis++) {
      int at =
          position[axis] * stride.get(axis)
              + offset[axis] * windowDilation.get(axis)
              - low.get(axis);
      int dilation = inputDilation.get(axis);
      if (at < 0 || at % dilation != 0 || at / dilation >= from.dim(axis)) {
        return NONE;
      }
      source = source * from.dim(axis) + at / dilation;
    }
    return source;
  }

  private static void advance(int[] index, Shape shape) {
    for (int axis = index.length - 1; axis >= 0; axis--) {
      if (++index[axis] < shape.dim(axis)) {
        return;
      }
      index[axis] = 0;
    }
  }
}
