package dev.odeon.ode.hipparchus;

import dev.odeon.ode.problem.FieldEquations;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.Field;
import org.hipparchus.ode.FieldOrdinaryDifferentialEquation;

/// Equations written as a Hipparchus [FieldOrdinaryDifferentialEquation], for any field.
///
/// ```java
/// FieldGraph orbit =
///     FieldTracer.of("orbit", 6).shared("mu").trace(HipparchusEquations.of(Orbit::new));
/// ```
///
/// where `class Orbit<T extends CalculusFieldElement<T>> implements
/// FieldOrdinaryDifferentialEquation<T>` has a constructor `Orbit(Field<T> field, T[] p)`.
@FunctionalInterface
public interface HipparchusEquations {
  /// The equations over `field`.
  ///
  /// @param p parameters, in the order in which they are declared
  <T extends CalculusFieldElement<T>> FieldOrdinaryDifferentialEquation<T> over(
      Field<T> field, T[] p);

  /// As equations that can be traced. `FieldOrdinaryDifferentialEquation.init` is not called: a
  /// trace has neither a start nor an end. Equations that override it are refused with an
  /// IllegalArgumentException, as are those of another dimension than the state.
  static FieldEquations of(HipparchusEquations equations) {
    return new AdaptedEquations(equations);
  }
}
