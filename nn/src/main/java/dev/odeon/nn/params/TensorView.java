package dev.odeon.nn.params;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import java.util.Arrays;

/// A window on one tensor of a [ParameterVector], row-major. Holds no values of its own.
public final class TensorView {
  private final String path;
  private final Shape shape;
  private final DType dtype;
  private final double[] storage;
  private final int offset;

  TensorView(String path, Shape shape, DType dtype, double[] storage, int offset) {
    this.path = path;
    this.shape = shape;
    this.dtype = dtype;
    this.storage = storage;
    this.offset = offset;
  }

  /// The tensor's name.
  public String path() {
    return path;
  }

  /// The tensor's extents.
  public Shape shape() {
    return shape;
  }

  /// Number of elements.
  public int size() {
    return shape.size();
  }

  /// The element at `index`, one number an axis.
  ///
  /// @throws IllegalArgumentException if the index has another rank or lies outside
  public double get(int... index) {
    return storage[position(index)];
  }

  /// Sets the element at `index`, rounded to the vector's type.
  ///
  /// @throws IllegalArgumentException if the index has another rank or lies outside
  public void set(double value, int... index) {
    storage[position(index)] = rounded(value);
  }

  /// Copies the elements, row-major, to the start of `target`.
  ///
  /// @throws IllegalArgumentException if it is too short
  public void copyTo(double[] target) {
    if (target.length < size()) {
      throw new IllegalArgumentException(
          "target of length " + target.length + " is too short for " + this);
    }
    System.arraycopy(storage, offset, target, 0, size());
  }

  /// Sets all elements from `source`, row-major, rounded to the vector's type.
  ///
  /// @throws IllegalArgumentException if its length differs
  public void copyFrom(double[] source) {
    if (source.length != size()) {
      throw new IllegalArgumentException("source has " + source.length + " values for " + this);
    }
    for (int i = 0; i < source.length; i++) {
      storage[offset + i] = rounded(source[i]);
    }
  }

  /// The elements, row-major, as a fresh array.
  public double[] toArray() {
    return Arrays.copyOfRange(storage, offset, offset + size());
  }

  private double rounded(double value) {
    return dtype == DType.F32 ? (float) value : value;
  }

  private int position(int... index) {
    if (index.length != shape.rank()) {
      throw new IllegalArgumentException("index " + Arrays.toString(index) + " into " + this);
    }
    int position = 0;
    for (int axis = 0; axis < index.length; axis++) {
      if (index[axis] < 0 || index[axis] >= shape.dim(axis)) {
        throw new IllegalArgumentException(
            "index " + Arrays.toString(index) + " is outside " + this);
      }
      position = position * shape.dim(axis) + index[axis];
    }
    return offset + position;
  }

  @Override
  public String toString() {
    return path + "[" + shape + "]";
  }
}
