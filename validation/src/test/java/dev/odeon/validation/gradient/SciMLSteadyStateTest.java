package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.adjoint.SteadyPlan;
import dev.odeon.adjoint.SteadySearch;
import dev.odeon.adjoint.TracedSteadyState;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Tolerances;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Facts of SciMLSensitivity's `test/Core6/steady_state.jl`.
class SciMLSteadyStateTest {
  static Stream<SteadySearch> searches() {
    return Stream.of(
        new SteadySearch.Newton(20),
        SteadySearch.Integrating.by(Tsit5.METHOD),
        SteadySearch.Integrating.by(Rosenbrock.RODAS_5P));
  }

  /// f = (p1 + p2 u1, p3 u1 + p4 u2), G = sum (2 - u)^2 / 2 + sum p^2 / 2.
  @ParameterizedTest
  @MethodSource("searches")
  void theGradientIsThatOfTheClosedForm(SteadySearch search) {
    SteadyPlan plan =
        new SteadyPlan(search, Tolerances.of(1e-12, 1e-12), new ReferenceBackend(), 1);
    Tracer tracer = new Tracer();
    Tensor p = tracer.input(TensorType.f64(4), Scope.SHARED);
    Tensor guess = tracer.constant(Literal.filled(TensorType.f64(2), 0.5));
    TracedSteadyState found =
        TracedSteadyState.of(
            "linear",
            (t, u, q) -> {
              Tensor k = q.get("p");
              return Tensor.concatenate(
                  k.get(0).plus(k.get(1).times(u.get(0))),
                  k.get(2).times(u.get(0)).plus(k.get(3).times(u.get(1))));
            },
            plan,
            guess,
            new LinkedHashMap<>(Map.of("p", p)));
    Tensor rest = found.state().negate().plus(2);
    Tensor loss = rest.dot(rest).plus(p.dot(p)).times(0.5);
    Graph graph = ReverseMode.valueAndGradient(tracer.graph("loss", List.of(loss)), List.of(0));
    double[][] out = {new double[1], new double[4]};
    new ReferenceBackend().compile(graph).run(new double[][] {{2, -2, 1, -4}}, out, 1);
    double[] state = found.search().lastFound().orElseThrow().states();
    assertArrayEquals(new double[] {1, 0.25}, state, 1e-12);
    assertEquals((1 + 1.75 * 1.75 + 25) / 2, out[0][0], 1e-12);
    double[] expected = {1.28125, -2.71875, 0.5625, -4.109375};
    assertArrayEquals(expected, out[1], 1e-12);
  }
}
