package dev.odeon.adjoint.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContinuousFlowTest {
  private static final Tolerances TIGHT = Tolerances.of(1e-10, 1e-10);
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  private static ContinuousFlow of(Layer field) {
    return ContinuousFlow.of(field, 2, Tsit5.METHOD, TIGHT);
  }

  private static ContinuousFlow net() {
    return of(Chain.of(new Dense(3, 8, Activation.TANH), new Dense(8, 2)));
  }

  private static ParameterVector drawn(ContinuousFlow flow) {
    ParameterVector parameters = flow.parameters().initialize(4);
    for (int i = 0; i < parameters.size(); i++) {
      parameters.flat()[i] *= 1.2;
    }
    return parameters;
  }

  /// y' = A y + b for the rows of A, with a column for the time, which it ignores.
  private static ParameterVector linear(ContinuousFlow flow, double... rowsThenBias) {
    return ParameterVector.of(flow.parameters(), DType.F64, rowsThenBias);
  }

  @Test
  void aStretchOfTheNormalDistributionHasItsDensity() {
    ContinuousFlow flow = of(new Dense(3, 2));
    double[] points = {0.7, -1.2, 0, 0.3, 2.5, 0};
    double[] found = flow.logDensity(linear(flow, 0.8, 0, 0, 0, -0.5, 0, 0, 0), points, 3);
    for (int i = 0; i < 3; i++) {
      double z0 = points[i] * Math.exp(-0.8);
      double z1 = points[3 + i] * Math.exp(0.5);
      double expected = -LOG_TWO_PI - 0.5 * (z0 * z0 + z1 * z1) - (0.8 - 0.5);
      assertEquals(expected, found[i], 1e-9, "log density at point " + i);
    }
  }

  /// exp(A) for A = [[a, b], [0, a]] is e^a [[1, b], [0, 1]].
  @Test
  void aShearHasTheDensityOfTheMatrixExponential() {
    ContinuousFlow flow = of(new Dense(3, 2));
    double a = 0.3;
    double b = 1.7;
    double[] found =
        flow.logDensity(linear(flow, a, b, 0, 0, a, 0, 0, 0), new double[] {0.9, -0.4}, 1);
    double z1 = Math.exp(-a) * -0.4;
    double z0 = Math.exp(-a) * (0.9 - b * -0.4);
    assertEquals(-LOG_TWO_PI - 0.5 * (z0 * z0 + z1 * z1) - 2 * a, found[0], 1e-9);
  }

  /// y' = 1.3 t y from t = 0.5 to 2: factor exp(1.3 (4 - 0.25) / 2) = exp(2.4375).
  @Test
  void theFieldSeesTheTime() {
    ContinuousFlow flow =
        ContinuousFlow.of(
            new TimesTime(), 2, Tsit5.METHOD, StepControl.adaptive(TIGHT), TimeSpan.of(0.5, 2));
    ParameterVector none = flow.parameters().initialize(0);
    double growth = 2.4375;
    double[] found = flow.logDensity(none, new double[] {3, 4}, 1);
    double expected = -LOG_TWO_PI - 12.5 * Math.exp(-2 * growth) - 2 * growth;
    assertEquals(expected, found[0], 1e-8);
    double[] pushed = flow.push(none, new double[] {1, -1}, 1);
    assertEquals(Math.exp(growth), pushed[0], 1e-7);
    assertEquals(-Math.exp(growth), pushed[1], 1e-7);
  }

  private record TimesTime() implements Layer {
    @Override
    public ParameterSpec parameters(Shape input) {
      return ParameterSpec.EMPTY;
    }

    @Override
    public Shape outputShape(Shape input) {
      return Shape.of(input.size() - 1);
    }

    @Override
    public Tensor apply(Parameters p, Tensor x) {
      int d = x.shape().size() - 1;
      return x.slice(0, d).times(x.get(d)).times(1.3);
    }
  }

  @Test
  void theDensityIntegratesToOne() {
    ContinuousFlow flow = net();
    int side = 161;
    double step = 0.1;
    double[] grid = new double[2 * side * side];
    for (int i = 0; i < side * side; i++) {
      grid[i] = step * (i % side - side / 2);
      grid[side * side + i] = step * (i / side - side / 2);
    }
    double mass = 0;
    for (double log : flow.logDensity(drawn(flow), grid, side * side)) {
      mass += Math.exp(log) * step * step;
    }
    assertEquals(
        1, mass, 1e-6, "mass of the density, by the trapezoidal rule on a square of side 16");
  }

  @Test
  void whatIsPushedComesBack() {
    ContinuousFlow flow = net();
    ParameterVector parameters = drawn(flow);
    double[] base = {0.3, -1, 2, 0.1, 0.5, -0.7};
    double[] pushed = flow.push(parameters, base, 3);
    Run run = run(flow, parameters, pushed, new double[6], 3);
    assertArrayEquals(base, run.base, 1e-8);
  }

  @Test
  void samplesHaveTheMeanAndCovarianceOfALinearFlow() {
    ContinuousFlow flow = of(new Dense(3, 2));
    int count = 20_000;
    double[] samples = flow.sample(linear(flow, 0, 0, 0, 0, Math.log(2), 0, 1, 0), count, 5);
    double mean = 0;
    double square = 0;
    for (int i = 0; i < count; i++) {
      mean += samples[i] / count;
      square += samples[count + i] * samples[count + i] / count;
    }
    assertEquals(1, mean, 0.03, "mean of the shifted component");
    assertEquals(4, square, 0.16, "variance of the component stretched by 2");
  }

  /// Noise does not bend the trajectory, so the mean over all four sign vectors is the trace.
  @Test
  void hutchinsonsEstimateOverAllSignsIsTheTrace() {
    ContinuousFlow flow = net();
    ParameterVector parameters = drawn(flow);
    double[] sample = {0.4, 0.4, 0.4, 0.4, -0.9, -0.9, -0.9, -0.9};
    double[] noise = {1, 1, -1, -1, 1, -1, 1, -1};
    Run exact = run(flow, parameters, sample, noise, 4);
    Run estimated =
        run(
            flow.with(new Divergence.Hutchinson(FlowNoise.RADEMACHER)),
            parameters,
            sample,
            noise,
            4);
    assertEquals(exact.logDensity[0], mean(estimated.logDensity), 1e-8);
    assertEquals(exact.jacobian[0], mean(estimated.jacobian), 1e-8);
    assertEquals(exact.kinetic[0], estimated.kinetic[2], 1e-8);
    double spread = Math.abs(estimated.logDensity[0] - estimated.logDensity[1]);
    assertTrue(spread > 1e-3, "noise makes no difference: spread " + spread);
  }

  /// A rotation by w: |f|^2 = w^2 |y|^2, |J|^2 = 2 w^2, both constant in time.
  @Test
  void energiesOfARotation() {
    ContinuousFlow flow = of(new Dense(3, 2));
    double w = 0.9;
    ParameterVector parameters = linear(flow, 0, -w, 0, w, 0, 0, 0, 0);
    Run run = run(flow, parameters, new double[] {1.5, 2}, new double[2], 1);
    assertEquals(w * w * 6.25, run.kinetic[0], 1e-9);
    assertEquals(2 * w * w, run.jacobian[0], 1e-9);
    assertEquals(-LOG_TWO_PI - 0.5 * 6.25, run.logDensity[0], 1e-9);
  }

  @Test
  void energiesArePositiveWhenTimeFallsFromBaseToData() {
    ContinuousFlow flow =
        ContinuousFlow.of(
            new Dense(3, 2), 2, Tsit5.METHOD, StepControl.adaptive(TIGHT), TimeSpan.of(1, 0));
    ParameterVector parameters = linear(flow, 0.5, 0, 0, 0, 0.5, 0, 0, 0);
    Run run = run(flow, parameters, new double[] {1, 0}, new double[2], 1);
    assertEquals(0.5 * (Math.E - 1) * 0.5, run.kinetic[0], 1e-9);
    assertEquals(0.5, run.jacobian[0], 1e-9);
    double growth = -1;
    assertEquals(-LOG_TWO_PI - 0.5 * Math.E - growth, run.logDensity[0], 1e-9);
  }

  @Test
  void wrongSizesAreRefused() {
    assertRefused("dimension 0", () -> ContinuousFlow.of(new Dense(1, 1), 0, Tsit5.METHOD, TIGHT));
    assertRefused("output [3]", () -> of(new Dense(3, 3)));
    assertRefused(
        "both at time 1.0",
        () ->
            ContinuousFlow.of(
                new Dense(3, 2), 2, Tsit5.METHOD, StepControl.fixed(4), TimeSpan.of(1, 1)));
    ContinuousFlow flow = net();
    assertRefused("5 numbers for 2 points", () -> flow.push(drawn(flow), new double[5], 2));
    assertRefused("kinetic -1.0", () -> new FlowPenalty(-1, 0));
    assertRefused("jacobian NaN", () -> new FlowPenalty(0, Double.NaN));
  }

  private static void assertRefused(String words, org.junit.jupiter.api.function.Executable body) {
    String message = assertThrows(IllegalArgumentException.class, body).getMessage();
    assertTrue(message.contains(words), message);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private record Run(double[] base, double[] logDensity, double[] kinetic, double[] jacobian) {}

  private static Run run(
      ContinuousFlow flow, ParameterVector parameters, double[] sample, double[] noise, int lanes) {
    Tracer tracer = new Tracer();
    Map<String, Tensor> named = new LinkedHashMap<>();
    List<double[]> inputs = new ArrayList<>();
    for (ParameterSpec.Entry entry : flow.parameters().entries()) {
      named.put(entry.path(), tracer.input(TensorType.f64(entry.shape().toArray()), Scope.SHARED));
      double[] values = new double[entry.shape().size()];
      parameters.view(entry.path()).copyTo(values);
      inputs.add(values);
    }
    inputs.add(sample);
    inputs.add(noise);
    ValueType vector = new ValueType(TensorType.f64(2), Scope.PER_LANE);
    FlowDensity density =
        flow.trace(Parameters.of(named), tracer.input(vector), tracer.input(vector));
    Run run =
        new Run(new double[2 * lanes], new double[lanes], new double[lanes], new double[lanes]);
    List<Tensor> outputs =
        List.of(density.base(), density.logDensity(), density.kinetic(), density.jacobian());
    new ReferenceBackend()
        .compile(tracer.graph("density", outputs))
        .run(
            inputs.toArray(double[][]::new),
            new double[][] {run.base, run.logDensity, run.kinetic, run.jacobian},
            lanes);
    return run;
  }
}
