package dev.odeon.nn.params;

import dev.odeon.nn.graph.DType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// All parameters of a model as one flat array, with a named, shaped view of each tensor.
///
/// Values of an `F32` vector are kept in doubles and rounded to binary32 by every write through a
/// view; who writes to [#flat] calls [#round] afterwards.
public final class ParameterVector {
  private final ParameterSpec spec;
  private final DType dtype;
  private final double[] values;

  ParameterVector(ParameterSpec spec, DType dtype, double[] values) {
    if (!dtype.isFloating()) {
      throw new IllegalArgumentException("parameters cannot be of type " + dtype.text());
    }
    if (values.length != spec.size()) {
      throw new IllegalArgumentException(
          "got " + values.length + " values for " + spec.size() + " parameters: " + spec);
    }
    this.spec = spec;
    this.dtype = dtype;
    this.values = values;
  }

  /// A vector of `spec` with a copy of `values`, rounded if `dtype` is `F32`.
  ///
  /// @throws IllegalArgumentException if the length is not the spec's size
  public static ParameterVector of(ParameterSpec spec, DType dtype, double... values) {
    ParameterVector vector = new ParameterVector(spec, dtype, values.clone());
    vector.round();
    return vector;
  }

  /// Names, shapes and order of the tensors.
  public ParameterSpec spec() {
    return spec;
  }

  /// `F32` or `F64`.
  public DType dtype() {
    return dtype;
  }

  /// Number of elements.
  public int size() {
    return values.length;
  }

  /// The live storage: writes to it change this vector.
  public double[] flat() {
    return values;
  }

  /// The tensor at `path`, sharing this vector's storage.
  ///
  /// @throws IllegalArgumentException if there is none
  public TensorView view(String path) {
    return new TensorView(path, spec.shape(path), dtype, values, spec.offset(path));
  }

  /// Live views of all tensors by path, in order.
  public Map<String, TensorView> toMap() {
    Map<String, TensorView> views = new LinkedHashMap<>();
    spec.entries().forEach(entry -> views.put(entry.path(), view(entry.path())));
    return views;
  }

  /// An independent copy.
  public ParameterVector copy() {
    return new ParameterVector(spec, dtype, values.clone());
  }

  /// Rounds every value to this vector's type.
  public void round() {
    if (dtype == DType.F32) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) values[i];
      }
    }
  }

  /// Whether spec layout, type and every bit of every value are the same.
  public boolean sameBits(ParameterVector other) {
    return dtype == other.dtype
        && spec.hasLayoutOf(other.spec)
        && Arrays.equals(values, other.values);
  }

  @Override
  public String toString() {
    return dtype.text() + " " + spec;
  }
}
