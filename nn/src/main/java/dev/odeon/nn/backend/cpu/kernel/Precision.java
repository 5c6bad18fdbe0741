package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.graph.DType;
import java.lang.reflect.Array;

/// The element type that a kernel works in. Values of `f32` stand in arrays of doubles; kernels
/// turn them into floats when they load or pack them.
enum Precision {
  DOUBLE(double.class),
  FLOAT(float.class);

  private final Class<?> element;

  Precision(Class<?> element) {
    this.element = element;
  }

  static Precision of(DType type) {
    return switch (type) {
      case F64 -> DOUBLE;
      case F32 -> FLOAT;
      case BOOL, I32, I64 ->
          throw new IllegalArgumentException("type " + type + " has no rounded sums");
    };
  }

  Class<?> element() {
    return element;
  }

  /// `held` if it is an array of at least `size` elements, otherwise a new one.
  Object atLeast(Object held, int size) {
    boolean fits = held.getClass() == element.arrayType() && Array.getLength(held) >= size;
    return fits ? held : Array.newInstance(element, size);
  }

  /// `x`, rounded to this type.
  double round(double x) {
    return this == FLOAT ? (float) x : x;
  }

  /// Copies `count` doubles into every `step`-th place of an array of this type.
  void scatter(double[] from, int start, int stride, Object to, int at, int step, int count) {
    switch (this) {
      case DOUBLE -> {
        double[] doubles = (double[]) to;
        for (int i = 0; i < count; i++) {
          doubles[at + i * step] = from[start + i * stride];
        }
      }
      case FLOAT -> {
        float[] floats = (float[]) to;
        for (int i = 0; i < count; i++) {
          floats[at + i * step] = (float) from[start + i * stride];
        }
      }
    }
  }
}
