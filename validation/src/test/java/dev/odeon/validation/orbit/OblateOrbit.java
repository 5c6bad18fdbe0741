package dev.odeon.validation.orbit;

import org.hipparchus.CalculusFieldElement;
import org.hipparchus.Field;
import org.hipparchus.geometry.euclidean.threed.FieldVector3D;
import org.hipparchus.ode.FieldOrdinaryDifferentialEquation;
import org.hipparchus.util.FastMath;
import org.hipparchus.util.MathArrays;

/// The motion of a satellite about an oblate Earth: position in km, velocity in km/s; parameters mu
/// in km^3/s^2 and J2. Vallado, Fundamentals of Astrodynamics, 4th ed., section 9.3 (J2 only).
final class OblateOrbit<T extends CalculusFieldElement<T>>
    implements FieldOrdinaryDifferentialEquation<T> {
  /// Gravitational parameter of the Earth, EGM96, km^3/s^2.
  static final double MU = 398600.4418;

  /// Second zonal harmonic of the Earth, EGM96, unnormalised.
  static final double J2 = 1.08262668e-3;

  /// Equatorial radius of the Earth, EGM96, km.
  static final double RADIUS = 6378.1363;

  private final FieldVector3D<T> pole;
  private final T mu;
  private final T j2;

  OblateOrbit(Field<T> field, T[] p) {
    pole = FieldVector3D.getPlusK(field);
    mu = p[0];
    j2 = p[1];
  }

  @Override
  public int getDimension() {
    return 6;
  }

  @Override
  public T[] computeDerivatives(T t, T[] y) {
    FieldVector3D<T> position = new FieldVector3D<>(y[0], y[1], y[2]);
    FieldVector3D<T> velocity = new FieldVector3D<>(y[3], y[4], y[5]);
    T r = position.getNorm();
    T height = FieldVector3D.dotProduct(position, pole);
    T sinLatitude = height.divide(r);
    T bulge = FastMath.pow(r.reciprocal().multiply(RADIUS), 2).multiply(j2).multiply(1.5);
    T pull = mu.divide(FastMath.pow(r, 3)).negate();
    T radial = FastMath.pow(sinLatitude, 2).multiply(-5).add(1).multiply(bulge).add(1);
    FieldVector3D<T> acceleration =
        new FieldVector3D<>(
            pull.multiply(radial),
            position,
            pull.multiply(bulge).multiply(height).multiply(2),
            pole);
    T[] dot = MathArrays.buildArray(t.getField(), 6);
    System.arraycopy(velocity.toArray(), 0, dot, 0, 3);
    System.arraycopy(acceleration.toArray(), 0, dot, 3, 3);
    return dot;
  }
}
