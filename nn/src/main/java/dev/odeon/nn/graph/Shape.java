package dev.odeon.nn.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Extents of a tensor of one trajectory, outermost first; row-major. The batch is never part of a
/// shape.
///
/// @param dims the extents, each at least 0; empty for a scalar
public record Shape(List<Integer> dims) {
  /// The shape of a scalar.
  public static final Shape SCALAR = new Shape(List.of());

  public Shape {
    dims = List.copyOf(dims);
    long size = 1;
    for (int extent : dims) {
      if (extent < 0) {
        throw new IllegalArgumentException("shape extent " + extent + " is negative");
      }
      size *= extent;
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("shape " + dims + " has more than 2^31-1 elements");
      }
    }
  }

  /// The shape with extents `dims`.
  public static Shape of(int... dims) {
    return new Shape(Arrays.stream(dims).boxed().toList());
  }

  /// Number of axes.
  public int rank() {
    return dims.size();
  }

  /// Extent of `axis`.
  public int dim(int axis) {
    return dims.get(axis);
  }

  /// Number of elements: the product of the extents, 1 for a scalar.
  public int size() {
    int size = 1;
    // By index: an iterator would be the only thing that some inner loops allocate.
    for (int axis = 0; axis < dims.size(); axis++) {
      size *= dims.get(axis);
    }
    return size;
  }

  /// Row-major strides, in elements.
  public int[] strides() {
    int[] strides = new int[rank()];
    int stride = 1;
    for (int axis = rank() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dim(axis);
    }
    return strides;
  }

  /// The extents as a fresh array.
  public int[] toArray() {
    return dims.stream().mapToInt(Integer::intValue).toArray();
  }

  /// `2x50`, or the empty string for a scalar.
  @Override
  public String toString() {
    return dims.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
