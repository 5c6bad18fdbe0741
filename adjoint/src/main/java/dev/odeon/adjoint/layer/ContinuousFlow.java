package dev.odeon.adjoint.layer;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.solution.Solution;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A continuous normalising flow: `dy/dt = field(y, t)` carries the standard normal distribution,
/// at `base`, to the distribution of the data, at `data`.
///
/// Along a trajectory `d log p / dt = -tr(df/dy)`, so `log p(x) = log N(y(base); 0, I) - integral
/// of tr(df/dy) from base to data`, on the trajectory that ends in x. Chen, Rubanova, Bettencourt,
/// Duvenaud, Neural ordinary differential equations (2018), section 4; with an estimated divergence
/// this is FFJORD, see [Divergence.Hutchinson].
///
/// Its parameters are those of the field. A trajectory that fails has NaN for all its results.
///
/// @param field from state and time `[d + 1]` to `[d]`
/// @param dimension d, at least 1
/// @param plan how trajectories are solved from the data to the base distribution; its only save
///   time is the base's
/// @param divergence how the divergence is computed in training; [#logDensity] is always exact
public record ContinuousFlow(Layer field, int dimension, SolvePlan plan, Divergence divergence) {
  public ContinuousFlow {
    if (dimension < 1) {
      throw new IllegalArgumentException("flow: dimension " + dimension + " is below 1");
    }
    Shape output = field.outputShape(Shape.of(dimension + 1));
    if (!output.equals(Shape.of(dimension))) {
      throw new IllegalArgumentException(
          "flow: field of state and time ["
              + (dimension + 1)
              + "] has output ["
              + output
              + "], not ["
              + dimension
              + "]");
    }
    if (plan.span().length() == 0) {
      throw new IllegalArgumentException(
          "flow: base and data are both at time " + plan.span().start());
    }
  }

  /// From the base distribution at time 0 to the data at time 1, steps within `tolerances`, exact
  /// divergence.
  public static ContinuousFlow of(
      Layer field, int dimension, LaneMethod method, Tolerances tolerances) {
    return of(field, dimension, method, StepControl.adaptive(tolerances), TimeSpan.of(0, 1));
  }

  /// From the base distribution at one end of a time span to the data at the other, exact
  /// divergence.
  ///
  /// @param span from the time of the base distribution to that of the data
  public static ContinuousFlow of(
      Layer field, int dimension, LaneMethod method, StepControl control, TimeSpan span) {
    SolvePlan plan = SolvePlan.of(method, control, backwards(span), SaveAt.times(span.start()));
    return new ContinuousFlow(field, dimension, plan, new Divergence.Exact());
  }

  private static TimeSpan backwards(TimeSpan span) {
    double first = span.end();
    double last = span.start();
    return TimeSpan.of(first, last);
  }

  /// With another way to the divergence in training.
  public ContinuousFlow with(Divergence other) {
    return new ContinuousFlow(field, dimension, plan, other);
  }

  /// With another sensitivity.
  public ContinuousFlow with(Sensitivity sensitivity) {
    return new ContinuousFlow(field, dimension, plan.with(sensitivity), divergence);
  }

  /// With another limit of threads.
  public ContinuousFlow onThreads(int most) {
    return new ContinuousFlow(field, dimension, plan.onThreads(most), divergence);
  }

  /// The parameters of the field.
  public ParameterSpec parameters() {
    return field.parameters(Shape.of(dimension + 1));
  }

  /// Places the solve from a sample to the base distribution into a trace.
  ///
  /// @param p the parameters of the field
  /// @param sample `[d]`
  /// @param noise `[d]`; read if the divergence is estimated
  public FlowDensity trace(Parameters p, Tensor sample, Tensor noise) {
    requireLength("sample", sample);
    requireLength("noise", noise);
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : parameters().entries()) {
      needed.put(FlowField.FIELD + "." + entry.path(), p.get(entry.path()));
    }
    switch (divergence) {
      case Divergence.Exact _ -> {}
      case Divergence.Hutchinson _ -> needed.put(FlowField.NOISE, noise);
    }
    Tensor nothing = sample.scalar(0).broadcast(Shape.of(FlowField.EXTRA));
    Tensor end =
        TracedSolve.of("flow", rates(divergence), plan, Tensor.concatenate(sample, nothing), needed)
            .states()
            .reshape(Shape.of(dimension + FlowField.EXTRA));
    Tensor base = end.slice(0, dimension);
    Tensor logBase = base.times(base).sum().times(-0.5).minus(dimension * HALF_LOG_TWO_PI);
    return new FlowDensity(
        base, logBase.plus(end.get(dimension)), end.get(dimension + 1), end.get(dimension + 2));
  }

  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private void requireLength(String what, Tensor tensor) {
    if (!tensor.shape().equals(Shape.of(dimension))) {
      throw new IllegalArgumentException(
          "flow: " + what + " of shape [" + tensor.shape() + "] is not [" + dimension + "]");
    }
  }

  private FlowField rates(Divergence by) {
    return new FlowField(field, dimension, by, -plan.span().direction());
  }

  /// The natural logarithm of the density at each of `count` points, with the exact divergence.
  ///
  /// @param parameters those of the field
  /// @param points `[component][point]`
  public double[] logDensity(ParameterVector parameters, double[] points, int count) {
    Solution end = toBase(parameters, points, count);
    double[] result = new double[count];
    for (int lane = 0; lane < count; lane++) {
      double sum = end.state(lane, 0, dimension) - dimension * HALF_LOG_TWO_PI;
      for (int i = 0; i < dimension; i++) {
        double y = end.state(lane, 0, i);
        sum -= 0.5 * y * y;
      }
      result[lane] = sum;
    }
    return result;
  }

  /// Carries `count` points to the base distribution, with the exact divergence: at its only save
  /// time, `[d + 3]`, the point of the base distribution, the logarithm of what the density changes
  /// by, the kinetic energy and the square norm of the Jacobian, see [FlowDensity]; and the outcome
  /// and the counts of each trajectory.
  ///
  /// @param points `[component][point]`
  public Solution toBase(ParameterVector parameters, double[] points, int count) {
    requirePoints(points, count);
    FieldParameters values = FieldParameters.of(parameters(), parameters).below(FlowField.FIELD);
    int extended = dimension + FlowField.EXTRA;
    double[] start = new double[extended * count];
    System.arraycopy(points, 0, start, 0, points.length);
    return solve(rates(new Divergence.Exact()), extended, plan.span(), values, start, count);
  }

  /// Carries `count` points of the base distribution to the data's.
  ///
  /// @param points `[component][point]`
  /// @return `[component][point]`
  public double[] push(ParameterVector parameters, double[] points, int count) {
    requirePoints(points, count);
    FieldParameters values = FieldParameters.of(parameters(), parameters);
    TimeSpan span = backwards(plan.span());
    VectorField velocity = (t, y, p) -> FlowField.velocity(field, t, y, p);
    return solve(velocity, dimension, span, values, points, count).states();
  }

  /// Draws `count` samples: the same for the same seed.
  ///
  /// @return `[component][sample]`
  public double[] sample(ParameterVector parameters, int count, long seed) {
    double[] base = new double[dimension * Math.max(0, count)];
    FlowNoise.GAUSSIAN.fill(SplitMix64.stream(seed, "flow samples"), base);
    return push(parameters, base, count);
  }

  private void requirePoints(double[] points, int count) {
    if (count < 1 || points.length != (long) dimension * count) {
      throw new IllegalArgumentException(
          "flow: "
              + points.length
              + " numbers for "
              + count
              + " points of "
              + dimension
              + " components");
    }
  }

  private Solution solve(
      VectorField what,
      int length,
      TimeSpan span,
      FieldParameters values,
      double[] start,
      int count) {
    FieldGraph graph = FieldGraph.trace("flow", what, length, values.types());
    return new OdeSolver(plan.backend(), plan.threads())
        .on(plan.device())
        .run(
            OdeProblem.ensemble(graph, span, count, start, values.arrays()),
            plan.method(),
            plan.control(),
            SaveAt.times(span.end()));
  }
}
