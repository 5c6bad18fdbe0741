package dev.odeon.ode.hipparchus;

import dev.odeon.ode.problem.FieldEquations;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.ode.FieldOrdinaryDifferentialEquation;

/// Makes the equations anew for each evaluation, so that none sees another's parameters.
record AdaptedEquations(HipparchusEquations equations) implements FieldEquations {
  private static final Class<?>[] START_STATE_END = {
    CalculusFieldElement.class, CalculusFieldElement[].class, CalculusFieldElement.class
  };

  @Override
  public <T extends CalculusFieldElement<T>> T[] derivatives(T t, T[] y, T[] p) {
    FieldOrdinaryDifferentialEquation<T> equation = equations.over(t.getField(), p);
    Class<?> type = equation.getClass();
    if (equation.getDimension() != y.length) {
      throw new IllegalArgumentException(
          type.getSimpleName()
              + " is of dimension "
              + equation.getDimension()
              + ", the state of "
              + y.length);
    }
    if (Arrays.stream(type.getMethods()).anyMatch(AdaptedEquations::overridesInit)) {
      throw new IllegalArgumentException(
          type.getSimpleName()
              + " overrides init, which a trace cannot call as it has no start; trace a method that"
              + " prepares the equations itself");
    }
    return equation.computeDerivatives(t, y);
  }

  private static boolean overridesInit(Method method) {
    return method.getName().equals("init")
        && Arrays.equals(method.getParameterTypes(), START_STATE_END)
        && !method.getDeclaringClass().equals(FieldOrdinaryDifferentialEquation.class);
  }
}
