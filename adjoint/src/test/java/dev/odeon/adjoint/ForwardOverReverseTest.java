package dev.odeon.adjoint;

import dev.odeon.ode.Methods;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.MassMatrix;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Second derivatives of the steps of every method that has a discrete gradient.
class ForwardOverReverseTest {
  static Stream<LaneMethod> reversible() {
    return MethodGradientTest.reversible();
  }

  private static SecondOrderCheck chain(String method) {
    return new SecondOrderCheck(MethodGradientTest.chain((LaneMethod) Methods.named(method)));
  }

  /// One method of each kind of step.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tsit5",
        "rodas5p",
        "kvaerno5",
        "radau5",
        "yoshida_6",
        "dormand_prince_nystrom_64"
      })
  void secondDerivativesAreThoseOfTheSteps(String method) {
    SecondOrderCheck check = chain(method);
    check.checkStepsAreTheSame();
    check.checkDotProducts(1e-12);
    check.checkAgainstDifferences(1e-3, 1e-7);
  }

  @ParameterizedTest
  @Tag("nightly")
  @MethodSource("reversible")
  void everyReversibleMethodHasExactSecondDerivatives(LaneMethod method) {
    SecondOrderCheck check = new SecondOrderCheck(MethodGradientTest.chain(method));
    check.checkStepsAreTheSame();
    check.checkDotProducts(1e-12);
    check.checkAgainstDifferences(1e-3, 1e-7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rodas5p", "kvaerno5", "radau5"})
  void stiffMethodsHaveSymmetricSecondDerivativesOnRobertson(String name) {
    LaneMethod method = (LaneMethod) Methods.named(name);
    SecondOrderCheck check = new SecondOrderCheck(MethodGradientTest.robertson(method, 2));
    check.checkStepsAreTheSame();
    check.checkDotProducts(1e-12);
  }

  /// Save times within steps read stages that only the interpolant has.
  @Test
  void stagesOfTheInterpolantTakePart() {
    LaneMethod method = (LaneMethod) Methods.named("verner7");
    SecondOrderCheck check = new SecondOrderCheck(MethodGradientTest.kepler(method, 2));
    check.checkStepsAreTheSame();
    check.checkDotProducts(1e-12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rodas5p", "kvaerno5"})
  void theyGoThroughARegularMassMatrix(String name) {
    double[][] rows = new double[6][6];
    for (int i = 0; i < rows.length; i++) {
      rows[i][i] = 2 + i;
      rows[i][(i + 1) % rows.length] = 0.5;
    }
    FieldGraph field = MethodGradientTest.CHAIN.sum().withMass(MassMatrix.of(rows));
    SecondOrderCheck check =
        new SecondOrderCheck(MethodGradientTest.chain((LaneMethod) Methods.named(name), field));
    check.checkStepsAreTheSame();
    check.checkDotProducts(1e-12);
    check.checkAgainstDifferences(1e-3, 1e-7);
  }

  @Test
  void theyGoThroughSparseElimination() {
    LaneMethod method = (LaneMethod) Methods.named("rodas5p");
    SecondOrderCheck check = new SecondOrderCheck(MethodGradientTest.ring(method));
    check.checkStepsAreTheSame();
    check.checkDotProducts(1e-12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsit5", "rodas5p", "kvaerno5"})
  void checkpointsLeaveEveryBit(String name) {
    LaneMethod method = (LaneMethod) Methods.named(name);
    new SecondOrderCheck(MethodGradientTest.kepler(method, 2)).checkCheckpoints(4000);
  }
}
