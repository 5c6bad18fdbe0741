package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Facts of SciMLSensitivity's `test/Core1/sparse_adjoint.jl`: u' = p u, each component with a
/// parameter of its own; the gradient of the sum at time 1 is e^p. A large system takes the sparse
/// elimination.
class SciMLSparseAdjointTest {
  @ParameterizedTest
  @ValueSource(strings = {"tsit5", "rodas5p", "kvaerno5"})
  void theGradientIsTheExponential(String name) {
    int count = 40;
    double[] p = new Random(2).doubles(count, -1, 1).toArray();
    double[] expected = Arrays.stream(p).map(Math::exp).toArray();
    SolvePlan plan =
        SolvePlan.of(
            (LaneMethod) Methods.named(name),
            StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
            TimeSpan.of(0, 1),
            SaveAt.times(1));
    for (Sensitivity way : List.of(new Sensitivity.Discrete(), new Sensitivity.Gauss())) {
      double[] found =
          TracedLoss.of(
                  count,
                  q ->
                      TracedSolve.of(
                              "growth",
                              (t, y, r) -> y.times(r.get("p")),
                              plan.with(way),
                              q.times(0).plus(1),
                              TracedLoss.reading(q))
                          .states()
                          .sum())
              .gradient(p);
      assertArrayEquals(expected, found, 1e-6, way.toString());
    }
  }
}
