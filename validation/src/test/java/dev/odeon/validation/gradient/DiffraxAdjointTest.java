package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SteadyPlan;
import dev.odeon.adjoint.SteadySearch;
import dev.odeon.adjoint.TracedSteadyState;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Facts of diffrax's `test/test_adjoint.py`.
class DiffraxAdjointTest {
  /// y' = A y, y(0.3) = (0.9, 5.4), to 9.5, by Tsit5 within 1e-8.
  private static final Differentiated LINEAR =
      new Differentiated(
          (t, y, q) ->
              q.get("p")
                  .reshape(Shape.of(2, 2))
                  .matmul(y.reshape(Shape.of(2, 1)))
                  .reshape(Shape.of(2)),
          Tsit5.METHOD,
          StepControl.adaptive(Tolerances.of(1e-8, 1e-8)),
          TimeSpan.of(0.3, 9.5),
          SaveAt.times(9.5),
          new double[] {0.9, 5.4},
          new double[] {0.1, -1, 1, -0.1});

  private static double[] ones(double[] states) {
    double[] ones = new double[states.length];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void theGradientAtTheEndIsTheKnownOne() {
    for (Sensitivity sensitivity : Differentiated.all()) {
      double[] g = LINEAR.gradient(sensitivity, DiffraxAdjointTest::ones).initial();
      double[] expected = {-0.66769753980051549502, -1.2593668134182295074};
      assertArrayEquals(expected, g, 1e-5, sensitivity.toString());
    }
  }

  @Test
  void allAgreeWithDifferencesForAllSetsOfSaveTimes() {
    double[][] sets = {{9.5}, {0.3, 9.5}, {0.3}, {1, 2, 7}, {0.3, 1, 2, 7, 9.5}};
    for (double[] times : sets) {
      Differentiated problem = LINEAR.savingAt(SaveAt.times(times));
      for (Sensitivity sensitivity : Differentiated.all()) {
        Differentiated.Gradient g = problem.gradient(sensitivity, DiffraxAdjointTest::ones);
        String what = sensitivity + " at " + Arrays.toString(times);
        for (int i = 0; i < 4; i++) {
          double expected = (sum(problem, i, 1e-4) - sum(problem, i, -1e-4)) / 2e-4;
          assertEquals(expected, g.p()[i], 1e-5 * Math.max(1, Math.abs(expected)), what);
        }
      }
    }
  }

  private static double sum(Differentiated problem, int parameter, double step) {
    double[] p = problem.p().clone();
    p[parameter] += step;
    Differentiated moved =
        new Differentiated(
            problem.field(),
            problem.method(),
            StepControl.adaptive(Tolerances.of(1e-11, 1e-11)),
            problem.span(),
            problem.saveAt(),
            problem.initial(),
            p);
    return Arrays.stream(moved.solve().states()).sum();
  }

  /// A steady state is trained to 0.76 by gradient descent through the implicit function.
  @Test
  void aSteadyStateIsTrained() {
    Tracer tracer = new Tracer();
    Tensor p = tracer.input(TensorType.f64(1), Scope.SHARED);
    Tensor guess = tracer.constant(Literal.filled(TensorType.f64(1), 1));
    TracedSteadyState found =
        TracedSteadyState.of(
            "decay",
            (t, y, q) -> q.get("p").minus(y),
            new SteadyPlan(
                SteadySearch.Integrating.by(Tsit5.METHOD),
                Tolerances.of(1e-9, 1e-9),
                new ReferenceBackend(),
                1),
            guess,
            new LinkedHashMap<>(Map.of("p", p)));
    Tensor rest = found.state().minus(0.76);
    Graph loss = tracer.graph("loss", List.of(rest.dot(rest)));
    Executable gradient =
        new ReferenceBackend().compile(ReverseMode.valueAndGradient(loss, List.of(0)));
    double[] target = {0.1};
    for (int step = 0; step < 50; step++) {
      double[][] out = {new double[1], new double[1]};
      gradient.run(new double[][] {target}, out, 1);
      target[0] -= 0.2 * out[1][0];
    }
    assertEquals(0.76, target[0], 1e-6);
  }
}
