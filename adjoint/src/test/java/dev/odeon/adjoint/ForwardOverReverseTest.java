package dev.odeon.adjoint;

import dev.odeon.ode.Methods;
import dev.odeon.ode.method.LaneMethod;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Second derivatives of the steps of every method that has a discrete gradient.
class ForwardOverReverseTest {
  static Stream<LaneMethod> reversible() {
    return MethodGradientTest.reversible();
  }

  @ParameterizedTest
  @MethodSource("reversible")
  void everyReversibleMethodHasExactSecondDerivatives(LaneMethod method) {
    SecondOrderCheck check = new SecondOrderCheck(MethodGradientTest.chain(method));
    check.checkStepsAreTheSame();
    check.checkDotProducts(1e-12);
    check.checkAgainstDifferences(1e-3, 1e-7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rosenbrock23", "rodas5p", "kvaerno5", "radau5"})
  void stiffMethodsHaveSymmetricSecondDerivativesOnRobertson(String name) {
    LaneMethod method = (LaneMethod) Methods.named(name);
    SecondOrderCheck check = new SecondOrderCheck(MethodGradientTest.robertson(method, 2));
    check.checkStepsAreTheSame();
    check.checkDotProducts(1e-12);
  }
}
