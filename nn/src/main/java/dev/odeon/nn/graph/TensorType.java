package dev.odeon.nn.graph;

/// Element type and shape of a value of one trajectory.
///
/// @param dtype element type
/// @param shape extents, without any batch axis
public record TensorType(DType dtype, Shape shape) {
  /// A scalar of type `dtype`.
  public static TensorType scalar(DType dtype) {
    return new TensorType(dtype, Shape.SCALAR);
  }

  /// An `f64` tensor with extents `dims`.
  public static TensorType f64(int... dims) {
    return new TensorType(DType.F64, Shape.of(dims));
  }

  /// This type with another shape.
  public TensorType withShape(Shape other) {
    return new TensorType(dtype, other);
  }

  /// This type with another element type.
  public TensorType withDType(DType other) {
    return new TensorType(other, shape);
  }

  /// Number of elements.
  public int size() {
    return shape.size();
  }

  /// `f64[2x50]`.
  @Override
  public String toString() {
    return dtype.text() + "[" + shape + "]";
  }
}
