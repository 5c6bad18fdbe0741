package dev.odeon.adjoint.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.check.ObjectiveDifferences;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Elementwise;
import dev.odeon.nn.layer.GruCell;
import dev.odeon.nn.layer.LastRow;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.nn.train.Prediction;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class LatentOdeTest {
  private static final Layer SAME = new Elementwise(x -> x);

  /// A code that does not depend on the sequence.
  private record Fixed(double mean, double variance) implements Layer {
    @Override
    public ParameterSpec parameters(Shape input) {
      return ParameterSpec.EMPTY;
    }

    @Override
    public Shape outputShape(Shape input) {
      return Shape.of(2);
    }

    @Override
    public Tensor apply(Parameters p, Tensor x) {
      return x.tracer()
          .constant(Literal.of(TensorType.f64(2), new double[] {mean, Math.log(variance)}));
    }
  }

  private static NeuralOde still(int times) {
    return NeuralOde.of(
        new Elementwise(y -> y.times(0)),
        Tsit5.METHOD,
        TimeSpan.of(0, 1),
        times == 1 ? SaveAt.times(1) : SaveAt.linspace(0, 1, times),
        Tolerances.DEFAULT);
  }

  private static double bound(LatentOde model, double[] target, int rows, double std, double eps) {
    Tracer tracer = new Tracer();
    Tensor sequence = tracer.input(TensorType.f64(1, 1), Scope.SHARED);
    Tensor wanted = tracer.input(TensorType.f64(rows, 2), Scope.SHARED);
    Tensor noise = tracer.input(TensorType.f64(1), Scope.SHARED);
    Tensor bound = model.trace(Parameters.none(), sequence, noise).evidenceBound(wanted, std);
    double[] value = new double[1];
    new ReferenceBackend()
        .compile(tracer.graph("bound", List.of(bound)))
        .run(new double[][] {{0}, target, {eps}}, new double[][] {value}, 1);
    return value[0];
  }

  /// Of z ~ N(0, 1) and x = z + N(0, s^2), with the exact posterior, the bound is the evidence log
  /// N(x; 0, 1 + s^2). A quadratic has the same mean over noise of -1 and 1 as over normal noise.
  @Test
  void withTheExactPosteriorTheBoundIsTheEvidence() {
    double x = 1.3;
    double std = 0.5;
    double variance = std * std;
    LatentOde model =
        new LatentOde(1, new Fixed(x / (1 + variance), variance / (1 + variance)), still(1), SAME);
    double[] target = {1, x};
    double found = 0.5 * (bound(model, target, 1, std, 1) + bound(model, target, 1, std, -1));
    double evidence = -0.5 * Math.log(2 * Math.PI * (1 + variance)) - 0.5 * x * x / (1 + variance);
    assertEquals(evidence, found, 1e-13);
    LatentOde wrong = new LatentOde(1, new Fixed(0, 1), still(1), SAME);
    double below = 0.5 * (bound(wrong, target, 1, std, 1) + bound(wrong, target, 1, std, -1));
    assertTrue(below < evidence - 0.1, "another posterior gives " + below + " of " + evidence);
  }

  @Test
  void whatWasNotObservedDoesNotCount() {
    LatentOde model = new LatentOde(1, new Fixed(0.2, 0.3), still(2), SAME);
    double one = bound(model, new double[] {1, 0.4, 0, 99}, 2, 0.5, 0.7);
    double other = bound(model, new double[] {1, 0.4, 0, Double.NaN}, 2, 0.5, 0.7);
    assertEquals(one, other);
    double alone =
        bound(
            new LatentOde(1, new Fixed(0.2, 0.3), still(1), SAME),
            new double[] {1, 0.4},
            1,
            0.5,
            0.7);
    assertEquals(alone, one, 1e-14);
  }

  /// The flow is that of z' = -z from the mean: outputs at any times.
  @Test
  void predictionsFollowTheFlowFromTheMean() {
    NeuralOde decay =
        NeuralOde.of(
            new Elementwise(Tensor::negate),
            Tsit5.METHOD,
            TimeSpan.of(0, 2),
            SaveAt.times(1),
            Tolerances.of(1e-10, 1e-10));
    LatentOde model =
        new LatentOde(1, new Fixed(3, 0.1), decay, SAME).savingAt(SaveAt.times(0.5, 2));
    Shape shape = Shape.of(1, 1);
    ParameterVector none = ParameterVector.of(ParameterSpec.EMPTY, DType.F64);
    double[] found = Prediction.of(model, none, shape, new double[] {0}, 1, new ReferenceBackend());
    assertEquals(3 * Math.exp(-0.5), found[0], 1e-8);
    assertEquals(3 * Math.exp(-2), found[1], 1e-8);
  }

  /// Through encoder, noise, flow and decoder.
  @Test
  void theGradientOfAFitIsThatOfDifferences() {
    OdeRnn reader =
        OdeRnn.of(
            new GruCell(1, 2),
            new Dense(2, 2, Activation.TANH),
            Tsit5.METHOD,
            StepControl.fixed(2),
            OdeRnn.Reading.AFTER_UPDATE);
    NeuralOde flow =
        new NeuralOde(new Dense(2, 2, Activation.TANH), still(3).plan().with(StepControl.fixed(2)));
    LatentOde model =
        new LatentOde(2, Chain.of(reader, new LastRow(), new Dense(2, 4)), flow, new Dense(2, 1));
    double[] sequences = {0, 0.1, 1, 1, 0.3, -0.5, 0.5, 0.4, 1, 1, 0.9, 0.2};
    double[] targets = {1, 1, 0.5, -0.5, 0, 1, 0.2, 0.3, 1, 1, -0.7, 0.6};
    Samples samples = new Samples(2, Shape.of(2, 3), sequences, Shape.of(3, 2), targets);
    LatentFit fit = LatentFit.of(model, samples, 2, 0.5);
    double[] at = fit.parameters().initialize(2).flat().clone();
    double[] gradient = new double[at.length];
    fit.valueAndGradient(at, gradient);
    assertArrayEquals(ObjectiveDifferences.of(fit, at, 1e-5), gradient, 2e-8);
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertRefused("latent length 0", () -> new LatentOde(0, SAME, still(1), SAME));
    LatentOde model = new LatentOde(2, new Fixed(0, 1), still(1), SAME);
    assertRefused("output [2], not [4]", () -> model.parameters(Shape.of(1, 1)));
    Samples samples = new Samples(1, Shape.of(1, 1), new double[1], Shape.of(1, 2), new double[2]);
    LatentOde fits = new LatentOde(1, new Fixed(0, 1), still(1), SAME);
    assertRefused("deviation 0.0", () -> LatentFit.of(fits, samples, 1, 0));
  }

  private static void assertRefused(String words, Executable body) {
    String message = assertThrows(IllegalArgumentException.class, body).getMessage();
    assertTrue(message.contains(words), message);
  }
}
