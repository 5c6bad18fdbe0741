package dev.odeon.validation.orbit;

import org.hipparchus.CalculusFieldElement;
import org.hipparchus.geometry.euclidean.threed.FieldVector3D;
import org.hipparchus.util.FastMath;
import org.hipparchus.util.MathArrays;

/// The motion about a point mass, in its units (a circular orbit of radius 1 has period 2 pi), with
/// the pressure of light from +x on the sunlit side, x >= 0, only.
final class SunlitOrbit {
  private static final double PRESSURE = 0.01;

  private SunlitOrbit() {}

  static <T extends CalculusFieldElement<T>> T[] derivatives(T t, T[] y, T[] p) {
    FieldVector3D<T> position = new FieldVector3D<>(y[0], y[1], y[2]);
    T[] acceleration =
        position.scalarMultiply(FastMath.pow(position.getNorm(), -3).negate()).toArray();
    if (!isDark(position)) {
      acceleration[0] = acceleration[0].subtract(PRESSURE);
    }
    T[] dot = MathArrays.buildArray(t.getField(), 6);
    System.arraycopy(y, 3, dot, 0, 3);
    System.arraycopy(acceleration, 0, dot, 3, 3);
    return dot;
  }

  private static <T extends CalculusFieldElement<T>> boolean isDark(FieldVector3D<T> position) {
    return position.getX().sign().add(1).isZero();
  }

  /// The same, with a question of the number itself.
  static <T extends CalculusFieldElement<T>> T[] derivativesByValue(T t, T[] y, T[] p) {
    T[] dot = derivatives(t, y, p);
    if (y[0].getReal() < 0) {
      dot[3] = dot[3].add(PRESSURE);
    }
    return dot;
  }
}
