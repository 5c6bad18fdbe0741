package dev.odeon.validation.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.odeon.ode.problem.Tolerances;
import dev.odeon.validation.problem.EndProblem;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CvodeContenderTest {
  @BeforeEach
  void needsTheLibrary() {
    assumeTrue(Sundials.installed().isPresent(), "libsundials_cvode.so.6 is not installed");
  }

  private static EndProblem named(String name) {
    return EndProblem.all().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  private static Supplier<Ending> prepare(CvodeFamily family, String problem, double tolerance) {
    CvodeContender contender = new CvodeContender(Sundials.installed().orElseThrow(), family);
    return contender.prepare(named(problem), Tolerances.of(tolerance, tolerance));
  }

  @Test
  void backwardDifferencesEndOnTheReference() {
    Ending ending = prepare(CvodeFamily.BDF, "brusselator", 1e-9).get();
    assertTrue(ending.error().orElseThrow() < 1e-7, "error " + ending.error());
    assertTrue(ending.evaluations() > 100, "evaluations " + ending.evaluations());
  }

  @Test
  void aBandedMatrixIsTakenForALineOfCells() {
    Ending ending = prepare(CvodeFamily.BDF, "bruss_1d", 1e-5).get();
    assertTrue(ending.error().orElseThrow() < 1e-2, "error " + ending.error());
    assertTrue(ending.evaluations() < 1000, "evaluations " + ending.evaluations());
  }

  @Test
  void aMassMatrixIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> prepare(CvodeFamily.BDF, "transistor_amplifier", 1e-5));
  }

  @Test
  void adamsMethodsEndOnTheReferenceAgainAndAgain() {
    Supplier<Ending> run = prepare(CvodeFamily.ADAMS, "lotka_volterra", 1e-9);
    Ending first = run.get();
    assertTrue(first.error().orElseThrow() < 1e-6, "error " + first.error());
    assertEquals(first, run.get(), "a run leaves nothing behind for the next");
  }

  @Test
  void whatDoesNotFitIntoTheStepsHasNoError() {
    Ending ending = prepare(CvodeFamily.ADAMS, "van_der_pol_eps", 1e-11).get();
    assertEquals(OptionalDouble.empty(), ending.error(), "explicit on a stiff problem");
  }
}
