package dev.odeon.adjoint.control;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.Trainer;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.nn.train.TrainingResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/// Minimises `integral of l(t, x, u) dt + phi(x(T))` over the parameters of a controller, for
/// `dx/dt = f(t, x, u)`.
///
/// The cost is integrated with the state, within the same tolerances, and its gradient is that of
/// the steps taken. As a layer: input the initial state `[d]`, output at each save time the state,
/// the control, and the cost so far, `[m, d + k + 1]`. Parameters: those of the controller.
///
/// Bryson, Ho, Applied optimal control (1975), section 2.3, with the control as a function of
/// parameters.
///
/// @param dimension d
/// @param dynamics f
/// @param running l
/// @param terminal phi, of the last state, a scalar
/// @param controller u
/// @param plan how it is solved; its last save time is the end of the span
public record OptimalControl(
    int dimension,
    ControlledFunction dynamics,
    ControlledFunction running,
    UnaryOperator<Tensor> terminal,
    ControlLaw controller,
    SolvePlan plan)
    implements Layer {
  public OptimalControl {
    if (dimension < 1) {
      throw new IllegalArgumentException("optimal control: dimension " + dimension + " is below 1");
    }
    int size = controller.size(dimension);
    if (plan.saveAt().count() == 0) {
      throw new IllegalArgumentException("optimal control: the plan saves at no time");
    }
    double last = plan.saveAt().time(plan.saveAt().count() - 1);
    if (last != plan.span().end()) {
      throw new IllegalArgumentException(
          "optimal control: the last save time "
              + last
              + " is not the end of the span "
              + plan.span().end());
    }
    if (size < 1) {
      throw new IllegalArgumentException("optimal control: control of length " + size);
    }
  }

  /// Without terminal cost.
  public static OptimalControl of(
      int dimension,
      ControlledFunction dynamics,
      ControlledFunction running,
      ControlLaw controller,
      SolvePlan plan) {
    return new OptimalControl(dimension, dynamics, running, x -> x.scalar(0), controller, plan);
  }

  /// The mean cost over trajectories from `starts` as a function of the parameters.
  ///
  /// @param starts initial states, each `[d]`
  public GraphObjective objective(double[]... starts) {
    ValueType state = new ValueType(TensorType.f64(dimension), Scope.PER_LANE);
    return GraphObjective.of(
        parameters(Shape.of(dimension)),
        List.of(state),
        List.of(columns(starts)),
        starts.length,
        Backends.preferred(),
        (p, data) -> cost(p, data.getFirst()).dividedBy(starts.length));
  }

  /// Trains the controller on trajectories from `starts`, from the weights that `seed` draws.
  public TrainingResult train(TrainingPlan training, long seed, double[]... starts) {
    GraphObjective objective = objective(starts);
    return new Trainer(training).train(objective, objective.spec().initialize(seed));
  }

  /// State, control and cost so far at the save times, `[time][d + k + 1]`, from `start`.
  public double[][] rollout(ParameterVector parameters, double... start) {
    Shape output = outputShape(Shape.of(start.length));
    int width = output.dim(1);
    double[] flat =
        Fit.of(this, Loss.MEAN_SQUARE, Samples.one(start, output, new double[output.size()]))
            .predict(parameters);
    double[][] rows = new double[output.dim(0)][width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(flat, i * width, rows[i], 0, width);
    }
    return rows;
  }

  private double[] columns(double[][] starts) {
    if (starts.length == 0) {
      throw new IllegalArgumentException("optimal control: no starts");
    }
    double[] all = new double[dimension * starts.length];
    for (int lane = 0; lane < starts.length; lane++) {
      if (starts[lane].length != dimension) {
        throw new IllegalArgumentException(
            "optimal control: start "
                + lane
                + " has length "
                + starts[lane].length
                + ", the state "
                + dimension);
      }
      for (int i = 0; i < dimension; i++) {
        if (!Double.isFinite(starts[lane][i])) {
          throw new IllegalArgumentException(
              "optimal control: component "
                  + i
                  + " of start "
                  + lane
                  + " is "
                  + starts[lane][i]
                  + ", not finite");
        }
        all[i * starts.length + lane] = starts[lane][i];
      }
    }
    return all;
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return controller.parameters(dimension);
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(plan.saveAt().count(), dimension + controller.size(dimension) + 1);
  }

  @Override
  public Tensor apply(Parameters p, Tensor initial) {
    check(initial.shape());
    Tensor saved = saved(p, initial);
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < saved.shape().dim(0); i++) {
      Tensor row = row(saved, i);
      Tensor x = row.slice(0, dimension);
      Tensor u = controller.control(row.scalar(plan.saveAt().time(i)), x, p);
      rows.add(Tensor.concatenate(x, u, row.get(dimension)));
    }
    return Tensor.stack(rows);
  }

  private Tensor cost(Parameters p, Tensor initial) {
    Tensor saved = saved(p, initial);
    Tensor last = row(saved, saved.shape().dim(0) - 1);
    return last.get(dimension).plus(terminal.apply(last.slice(0, dimension)));
  }

  /// States and costs so far, `[m, d + 1]`.
  private Tensor saved(Parameters p, Tensor initial) {
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : controller.parameters(dimension).entries()) {
      needed.put(entry.path(), p.get(entry.path()));
    }
    Tensor start = Tensor.concatenate(initial, initial.scalar(0));
    return TracedSolve.of("optimal_control", this::rate, plan, start, needed).states();
  }

  private Tensor rate(Tensor t, Tensor y, Parameters p) {
    Tensor x = y.slice(0, dimension);
    Tensor u = controller.control(t, x, p);
    return Tensor.concatenate(dynamics.apply(t, x, u), running.apply(t, x, u));
  }

  private Tensor row(Tensor saved, int i) {
    return saved
        .tracer()
        .apply1(new Op.Slice(List.of(i, 0), List.of(i + 1, dimension + 1), List.of(1, 1)), saved)
        .reshape(Shape.of(dimension + 1));
  }

  private void check(Shape input) {
    if (!input.equals(Shape.of(dimension))) {
      throw new IllegalArgumentException(
          "optimal control: state of shape [" + input + "] is not [" + dimension + "]");
    }
  }
}
