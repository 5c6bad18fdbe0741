package dev.odeon.validation.precision;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A compiled field as CVODE calls it.
final class CvodeField {
  private static final int FAILED = -1;

  private final CompiledField field;
  private final MethodHandle dataOf;
  private final double[] y;
  private final double[] dy;
  private final MemorySegment function;

  CvodeField(Sundials library, CompiledField field) {
    this.field = field;
    dataOf = library.dataOf;
    y = new double[field.dimension()];
    dy = new double[field.dimension()];
    function = library.rightHandSide(this, Arena.ofAuto());
  }

  MemorySegment function() {
    return function;
  }

  int dimension() {
    return y.length;
  }

  /// A `CVRhsFn`. Nothing may be thrown through foreign frames.
  @SuppressWarnings("unused") // by CVODE
  int evaluate(double t, MemorySegment state, MemorySegment derivative, MemorySegment user) {
    try {
      MemorySegment.copy(data(state), JAVA_DOUBLE, 0, y, 0, y.length);
      field.evaluate(t, y, dy);
      MemorySegment.copy(dy, 0, data(derivative), JAVA_DOUBLE, 0, dy.length);
      return 0;
    } catch (Throwable e) {
      return FAILED;
    }
  }

  @SuppressWarnings("restricted")
  private MemorySegment data(MemorySegment vector) throws Throwable {
    MemorySegment start = (MemorySegment) dataOf.invokeExact(vector);
    return start.reinterpret((long) y.length * Double.BYTES);
  }
}
