package dev.odeon.validation.bench;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.optim.OptimizerState;
import dev.odeon.nn.optim.RmsProp;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A training step of torchdiffeq's demonstration: 20 windows of 10 of the 1000 points of the
/// spiral on [0, 25], drawn anew each step, mean absolute error, RMSprop at 1e-3. The weights begin
/// with standard deviation 0.1.
///
/// @param state of the weights
record SpiralStep(State state) implements Workload {
  private static final int LANES = 20;
  private static final int POINTS = 1000;
  private static final int WINDOW = 10;
  private static final int TRAINING = 2000;

  enum State {
    /// Every 100 steps the weights are the initial ones again.
    INITIAL,
    /// Every 100 steps they are again what 2000 steps of training made of them.
    TRAINED
  }

  @Override
  public String id() {
    return state == State.INITIAL ? "S1" : "S1-trained";
  }

  @Override
  public String metric() {
    return state == State.INITIAL
        ? "ms per training step, initial weights"
        : "ms per training step, after 2000 steps";
  }

  @Override
  public Timing measure() {
    Training training = new Training();
    for (int step = 0; state == State.TRAINED && step < TRAINING; step++) {
      training.step();
    }
    double[] begin = training.parameters.clone();
    return Timing.of(
            15,
            15,
            1,
            () -> {
              System.arraycopy(begin, 0, training.parameters, 0, begin.length);
              for (int step = 0; step < 100; step++) {
                training.step();
              }
            })
        .times(1e-8);
  }

  private static final class Training {
    private final Random random = new Random(1);
    private final double[] path;
    private final double[] initial = new double[2 * LANES];
    private final double[] observed = new double[2 * WINDOW * LANES];
    private final GraphObjective objective;
    private final RmsProp rule = new RmsProp(1e-3);
    private final OptimizerState memory;
    private final double[] parameters;
    private final double[] gradient;

    Training() {
      double[] times = SaveAt.linspace(0, 25, POINTS).toArray();
      path =
          OdeSolver.solve(
                  OdeProblem.of(SpiralFit.TRUTH, TimeSpan.of(0, 25), 2, 0),
                  Tsit5.METHOD,
                  StepControl.adaptive(Tolerances.of(1e-9, 1e-11)),
                  SaveAt.times(times))
              .states();
      SaveAt window = SaveAt.times(Arrays.copyOf(times, WINDOW));
      NeuralOde model =
          NeuralOde.of(
              SpiralFit.FIELD,
              Tsit5.METHOD,
              TimeSpan.of(0, times[WINDOW - 1]),
              window,
              SpiralFit.TOLERANCES);
      ParameterSpec spec = model.parameters(Shape.of(2));
      objective =
          GraphObjective.of(
              spec,
              List.of(
                  new ValueType(TensorType.f64(2), Scope.PER_LANE),
                  new ValueType(TensorType.f64(WINDOW, 2), Scope.PER_LANE)),
              List.of(initial, observed),
              LANES,
              Backends.preferred(),
              (p, x) -> model.apply(p, x.get(0)).minus(x.get(1)).abs().mean().dividedBy(LANES));
      parameters = new double[spec.size()];
      gradient = new double[parameters.length];
      memory = rule.start(parameters.length);
      int at = 0;
      for (ParameterSpec.Entry entry : spec.entries()) {
        for (int i = 0; i < entry.shape().size(); i++) {
          parameters[at++] = entry.shape().rank() == 2 ? 0.1 * random.nextGaussian() : 0;
        }
      }
    }

    void step() {
      for (int lane = 0; lane < LANES; lane++) {
        int from = random.nextInt(POINTS - WINDOW);
        for (int component = 0; component < 2; component++) {
          initial[component * LANES + lane] = path[2 * from + component];
          for (int k = 0; k < WINDOW; k++) {
            observed[(2 * k + component) * LANES + lane] = path[2 * (from + k) + component];
          }
        }
      }
      objective.valueAndGradient(parameters, gradient);
      rule.update(memory, parameters, gradient);
    }
  }
}
