package dev.odeon.adjoint.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Elementwise;
import dev.odeon.nn.layer.Learned;
import dev.odeon.nn.layer.ParameterRange;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UniversalOdeTest {
  private static final SolvePlan PLAN =
      SolvePlan.of(
          Tsit5.METHOD,
          StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
          TimeSpan.of(0, 2),
          SaveAt.times(1, 2));

  private static double[] predict(UniversalOde model, ParameterVector p, double... start) {
    Shape output = model.outputShape(Shape.of(start.length));
    Samples samples = Samples.one(start, output, new double[output.size()]);
    return Fit.of(model, Loss.MEAN_SQUARE, samples).predict(p);
  }

  /// y' = -k y + b t from y(0) = 1, with k = 1 and b = 1: y = t - 1 + 2 e^-t.
  @Test
  void knownEquationsHaveTheirClosedForm() {
    UniversalOde model =
        UniversalOde.states("y")
            .parameter("decay", 1, ParameterRange.POSITIVE)
            .parameter("ramp", 1, ParameterRange.between(0, 2))
            .equations(
                PLAN,
                at ->
                    at.rates(
                        at.parameter("ramp")
                            .times(at.time())
                            .minus(at.parameter("decay").times(at.state("y")))));
    ParameterVector p = model.parameters(Shape.of(1)).initialize(1);
    assertEquals(1, model.values(p).get("decay"), 1e-15);
    assertEquals(1, model.values(p).get("ramp"), 1e-15);
    double[] y = predict(model, p, 1);
    assertEquals(2 * Math.exp(-1), y[0], 1e-7);
    assertEquals(1 + 2 * Math.exp(-2), y[1], 1e-7);
  }

  @Test
  void aNetworkThatIsUsedTwiceHasOneSetOfWeights() {
    UniversalOde model =
        UniversalOde.states("a", "b")
            .network("flow", 1, new Dense(1, 1, Activation.TANH))
            .network("other", 2, new Dense(2, 1))
            .equations(
                PLAN,
                at -> {
                  Tensor a = at.state("a");
                  Tensor b = at.state("b");
                  return at.rates(
                      at.network("flow", a).plus(at.network("other", a, b)), at.network("flow", b));
                });
    assertEquals(
        "flow.weight[1x1] flow.bias[1] other.weight[1x2] other.bias[1]",
        model.parameters(Shape.of(2)).layout());
    Samples samples = Samples.one(new double[] {0.5, -0.4}, Shape.of(2, 2), new double[4]);
    GraphObjective loss = Fit.of(model, Loss.MEAN_SQUARE, samples).objective();
    double[] at = {0.7, 0.1, 0.3, -0.2, 0.05};
    double[] gradient = new double[5];
    loss.valueAndGradient(at, gradient);
    for (int i = 0; i < 5; i++) {
      double[] x = at.clone();
      x[i] = at[i] + 1e-4;
      double above = loss.valueAndGradient(x, new double[5]);
      x[i] = at[i] - 1e-4;
      double below = loss.valueAndGradient(x, new double[5]);
      assertEquals((above - below) / 2e-4, gradient[i], 1e-6, "derivative for parameter " + i);
    }
  }

  /// y' = -k y + N(y) with the truth N(y) = -y^3 and k = 1 known: the network is the cube.
  @Test
  void aNetworkFindsTheMissingTerm() {
    SolvePlan plan =
        SolvePlan.of(
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-5, 1e-5)),
            TimeSpan.of(0, 2),
            SaveAt.linspace(0, 2, 9));
    UniversalOde truth =
        UniversalOde.states("y")
            .equations(plan, at -> at.rates(at.state("y").negate().minus(at.state("y").pow(3))));
    UniversalOde model =
        UniversalOde.states("y")
            .network("missing", 1, Chain.of(new Dense(1, 5, Activation.TANH), new Dense(5, 1)))
            .equations(
                plan, at -> at.rates(at.network("missing", at.state("y")).minus(at.state("y"))));
    double[] starts = {-1.2, -0.6, 0.6, 1.2};
    Samples blank = new Samples(4, Shape.of(1), starts, Shape.of(9, 1), new double[36]);
    double[] data =
        Fit.of(truth, Loss.MEAN_SQUARE, blank).predict(truth.parameters(Shape.of(1)).initialize(1));
    Samples samples = new Samples(4, Shape.of(1), starts, Shape.of(9, 1), data);
    ParameterVector fitted =
        Fit.of(model, Loss.MEAN_SQUARE, samples)
            .train(TrainingPlan.of(new Adam(0.02), 50).then(new Lbfgs(100)), 3)
            .parameters();
    ParameterVector weights =
        Chain.of(new Dense(1, 5, Activation.TANH), new Dense(5, 1))
            .parameters(Shape.of(1))
            .initialize(1);
    weights
        .toMap()
        .forEach(
            (path, view) -> {
              double[] values = new double[view.shape().size()];
              fitted.view("missing." + path).copyTo(values);
              view.copyFrom(values);
            });
    double[] places = {-1, -0.5, 0.5, 1};
    double[] found =
        Fit.of(
                Chain.of(new Dense(1, 5, Activation.TANH), new Dense(5, 1)),
                Loss.MEAN_SQUARE,
                new Samples(4, Shape.of(1), places, Shape.of(1), new double[4]))
            .predict(weights);
    for (int i = 0; i < 4; i++) {
      double expected = -Math.pow(places[i], 3);
      assertEquals(expected, found[i], 0.05, "missing term at " + places[i]);
    }
  }

  @Test
  void theInitialStateMayBeFitted() {
    UniversalOde model =
        UniversalOde.states("y")
            .equations(PLAN, at -> at.rates(at.state("y").negate()))
            .startingFrom(Chain.of(Learned.from(Math.log(3)), new Elementwise(Tensor::exp)));
    ParameterVector p = model.parameters(Shape.of(1)).initialize(1);
    assertEquals(1, p.size());
    assertEquals(3 * Math.exp(-1), predict(model, p, 99)[0], 1e-7, "the input does not matter");
  }

  @Test
  void wrongNamesAndSizesAreRefused() {
    UniversalOde.Builder builder =
        UniversalOde.states("y").parameter("k", 1).network("n", 1, new Dense(1, 1));
    refused("'k' is taken", () -> builder.network("k", 1, new Dense(1, 1)));
    refused("-1.0 is not a positive", () -> builder.parameter("q", -1, ParameterRange.POSITIVE));
    refused("between 0.0 and 1.0", () -> builder.parameter("q", 2, ParameterRange.between(0, 1)));
    refused("state 'z'", () -> run(builder.equations(PLAN, at -> at.rates(at.state("z")))));
    refused("parameter 'z'", () -> run(builder.equations(PLAN, at -> at.parameter("z"))));
    refused("network 'z'", () -> run(builder.equations(PLAN, at -> at.network("z"))));
    refused(
        "takes 1 numbers, got 2",
        () -> run(builder.equations(PLAN, at -> at.network("n", at.state("y"), at.state("y")))));
    refused("2 rates", () -> run(builder.equations(PLAN, at -> at.rates(at.time(), at.time()))));
    refused(
        "shape [2]",
        () -> builder.equations(PLAN, at -> at.rates(at.time())).outputShape(Shape.of(2)));
  }

  @Test
  void rangesAreSmoothAndInvertible() {
    for (ParameterRange range :
        List.of(ParameterRange.ANY, ParameterRange.POSITIVE, ParameterRange.between(-1, 5))) {
      for (double value : new double[] {0.01, 1, 4.9}) {
        double u = range.free(value);
        assertEquals(value, range.value(u), 1e-14, range + " at " + value);
        double slope = (range.value(u + 1e-6) - range.value(u - 1e-6)) / 2e-6;
        assertEquals(slope, range.slope(u), 1e-8, "slope of " + range + " at " + value);
      }
    }
  }

  private static void run(UniversalOde model) {
    predict(model, ParameterVector.of(model.parameters(Shape.of(1)), DType.F64, 1, 1, 1), 1);
  }

  private static void refused(String part, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
