package dev.odeon.nn.trace.hipparchus;

import org.hipparchus.CalculusFieldElement;
import org.hipparchus.util.MathArrays;

/// The motion about an oblate planet, as a Hipparchus user writes it: position and velocity in
/// units of the planet's radius and its surface circular velocity. Vallado, Fundamentals of
/// Astrodynamics, 4th ed., section 9.3 (J2 only).
final class OblateOrbit {
  private static final double J2 = 1.0826e-3;

  private OblateOrbit() {}

  static <T extends CalculusFieldElement<T>> T[] rhs(T[] y) {
    T r2 = y[0].square().add(y[1].square()).add(y[2].square());
    T r = r2.sqrt();
    T pull = r2.multiply(r).reciprocal().negate();
    T z2 = y[2].square().divide(r2).multiply(5);
    T bulge = r2.reciprocal().multiply(1.5 * J2);
    T equatorial = pull.multiply(bulge.multiply(z2.negate().add(1)).add(1));
    T polar = pull.multiply(bulge.multiply(z2.negate().add(3)).add(1));
    T[] dot = MathArrays.buildArray(r.getField(), 6);
    dot[0] = y[3];
    dot[1] = y[4];
    dot[2] = y[5];
    dot[3] = y[0].multiply(equatorial);
    dot[4] = y[1].multiply(equatorial);
    dot[5] = y[2].multiply(polar);
    return dot;
  }
}
