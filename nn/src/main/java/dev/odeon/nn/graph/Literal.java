package dev.odeon.nn.graph;

import java.util.Arrays;

/// Immutable contents of a constant tensor, row-major. Two literals are equal if type and bits are.
public final class Literal {
  private final TensorType type;
  private final double[] elements;

  private Literal(TensorType type, double[] elements) {
    this.type = type;
    this.elements = elements;
  }

  /// A tensor of type `type` with the given elements, copied; `f32` elements are rounded to
  /// nearest, a truth value -0.0 is 0.
  ///
  /// @throws IllegalArgumentException if the number of elements does not match, or a truth value is
  ///   not 0 or 1
  public static Literal of(TensorType type, double... elements) {
    if (elements.length != type.size()) {
      throw new IllegalArgumentException(
          "literal of type "
              + type
              + " needs "
              + type.size()
              + " elements, got "
              + elements.length);
    }
    double[] copy = elements.clone();
    for (int i = 0; i < copy.length; i++) {
      switch (type.dtype()) {
        case F64, I64 -> {}
        case I32 -> {
          long number = Double.doubleToRawLongBits(copy[i]);
          if (number != (int) number) {
            throw new IllegalArgumentException("whole number " + number + " does not fit i32");
          }
        }
        case F32 -> copy[i] = (float) copy[i];
        case BOOL -> {
          if (copy[i] != 0 && copy[i] != 1) {
            throw new IllegalArgumentException("truth value " + copy[i] + " is neither 0 nor 1");
          }
          copy[i] += 0.0;
        }
      }
    }
    return new Literal(type, copy);
  }

  /// A tensor of whole numbers.
  public static Literal ofIntegers(TensorType type, long... elements) {
    double[] carriers = new double[elements.length];
    for (int i = 0; i < carriers.length; i++) {
      carriers[i] = Double.longBitsToDouble(elements[i]);
    }
    return of(type, carriers);
  }

  /// A scalar.
  public static Literal scalar(DType dtype, double element) {
    return of(TensorType.scalar(dtype), element);
  }

  /// A tensor of type `type` whose elements all are `element`.
  public static Literal filled(TensorType type, double element) {
    double[] elements = new double[type.size()];
    Arrays.fill(elements, element);
    return of(type, elements);
  }

  /// Element type and shape.
  public TensorType type() {
    return type;
  }

  /// Element `index`, in row-major order.
  public double get(int index) {
    return elements[index];
  }

  /// Number of elements.
  public int size() {
    return elements.length;
  }

  /// A fresh array of the elements.
  public double[] toArray() {
    return elements.clone();
  }

  /// Whether all elements have the bits of `element`.
  public boolean isFilledWith(double element) {
    for (double x : elements) {
      if (Double.doubleToRawLongBits(x) != Double.doubleToRawLongBits(element)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Literal that
        && type.equals(that.type)
        && Arrays.equals(bits(), that.bits());
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(bits());
  }

  private long[] bits() {
    return Arrays.stream(elements).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  @Override
  public String toString() {
    return type + Arrays.toString(elements);
  }
}
