package dev.odeon.validation.bench;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Elementwise;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.nn.train.Trainer;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.List;
import java.util.Random;

/// The spiral: field y^3 -> 2-50 tanh-50-2, tolerances 1e-7 and 1e-9, in one of two forms.
record SpiralFit(Form form) implements Workload {
  static final Chain FIELD =
      Chain.of(new Elementwise(y -> y.pow(3)), new Dense(2, 50, Activation.TANH), new Dense(50, 2));
  static final Tolerances TOLERANCES = Tolerances.of(1e-7, 1e-9);
  static final VectorField TRUTH =
      (t, y, p) -> {
        Tensor c = y.pow(3);
        Tensor x = c.get(0);
        Tensor z = c.get(1);
        return Tensor.concatenate(x.times(-0.1).minus(z.times(2)), x.times(2).minus(z.times(0.1)));
      };

  enum Form {
    /// One gradient of 20 windows of 10 points that begin anywhere, mean absolute error, at larger
    /// weights: twice the steps of [SpiralStep].
    STEP,
    /// 500 Adam steps on one trajectory of 30 points, sum of squares.
    FIT
  }

  @Override
  public String id() {
    return form == Form.STEP ? "S1-gradient" : "S2";
  }

  @Override
  public String metric() {
    return form == Form.STEP
        ? "ms per gradient, 20 windows, about 32 evaluations a lane"
        : "s per 500 Adam steps, warm";
  }

  @Override
  public Timing measure() {
    return switch (form) {
      case STEP -> step();
      case FIT -> fit();
    };
  }

  private static Timing step() {
    SaveAt times = SaveAt.linspace(0, 0.225, 10);
    int lanes = 20;
    Random random = new Random(1);
    double[] initial = random.doubles(2L * lanes, -1.5, 1.5).toArray();
    double[] observed =
        OdeSolver.solve(
                OdeProblem.ensemble(
                    FieldGraph.trace("truth", TRUTH, 2), TimeSpan.of(0, 0.225), lanes, initial),
                Tsit5.METHOD,
                StepControl.adaptive(Tolerances.of(1e-9, 1e-11)),
                times)
            .states();
    NeuralOde model = NeuralOde.of(FIELD, Tsit5.METHOD, TimeSpan.of(0, 0.225), times, TOLERANCES);
    ParameterSpec spec = model.parameters(Shape.of(2));
    GraphObjective objective =
        GraphObjective.of(
            spec,
            List.of(
                new ValueType(TensorType.f64(2), Scope.PER_LANE),
                new ValueType(TensorType.f64(10, 2), Scope.PER_LANE)),
            List.of(initial, observed),
            lanes,
            Backends.preferred(),
            (p, x) -> model.apply(p, x.get(0)).minus(x.get(1)).abs().mean().dividedBy(lanes));
    double[] start = spec.initialize(1).flat();
    double[] gradient = new double[start.length];
    double[] moved = start.clone();
    return Timing.of(
            15,
            15,
            100,
            () -> {
              moved[0] = Math.nextUp(moved[0]);
              objective.valueAndGradient(moved, gradient);
            })
        .times(1e-6);
  }

  private static Timing fit() {
    Fitting fitting = Fitting.begin();
    return Timing.of(15, 7, 1, fitting::run).times(1e-9);
  }

  /// The fit to one trajectory.
  record Fitting(ParameterSpec spec, GraphObjective objective) {
    static Fitting begin() {
      SaveAt times = SaveAt.linspace(0, 1.5, 30);
      double[] observed =
          OdeSolver.solve(
                  OdeProblem.of(TRUTH, TimeSpan.of(0, 1.5), 2, 0),
                  Tsit5.METHOD,
                  StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
                  times)
              .states();
      NeuralOde model = NeuralOde.of(FIELD, Tsit5.METHOD, TimeSpan.of(0, 1.5), times, TOLERANCES);
      ParameterSpec spec = model.parameters(Shape.of(2));
      GraphObjective objective =
          GraphObjective.of(
              spec,
              List.of(
                  new ValueType(TensorType.f64(2), Scope.SHARED),
                  new ValueType(TensorType.f64(30, 2), Scope.SHARED)),
              List.of(new double[] {2, 0}, observed),
              1,
              Backends.preferred(),
              (p, x) -> {
                Tensor r = model.apply(p, x.get(0)).minus(x.get(1));
                return r.times(r).sum();
              });
      return new Fitting(spec, objective);
    }

    /// Takes one gradient; returns the loss.
    double gradient() {
      return objective.valueAndGradient(spec.initialize(0).flat(), new double[spec.size()]);
    }

    /// Takes 500 steps of Adam; returns the loss.
    double run() {
      return new Trainer(TrainingPlan.of(new Adam(0.05), 500))
          .train(objective, spec.initialize(0))
          .bestLoss();
    }
  }
}
