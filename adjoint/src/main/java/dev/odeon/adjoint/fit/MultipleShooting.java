package dev.odeon.adjoint.fit;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Samples;

/// Multiple shooting: the trajectory is cut into windows whose first states are parameters, and the
/// end of each window is pulled to the start of the next.
///
/// As a layer: input `[2, windows]`, which window it is and which is next, as [#samples] gives
/// them; output `[points + 1, d]`: the states at the window's observations, its end being the next
/// window's start, and last the gap, `weight (end - next start)`, whose target is zero. Fit it with
/// a square loss on the samples of [#samples]: parameters of the field under `flow`, first states
/// `[windows, d]` at `starts`, which begin at the observed ones.
///
/// Bock, Plitt, A multiple shooting algorithm for direct solution of optimal control problems
/// (1984); gaps as a penalty as in DiffEqFlux.
public final class MultipleShooting implements Layer {
  private static final String FLOW = "flow";
  private static final String STARTS = "starts";

  private final NeuralOde flow;
  private final Windows windows;
  private final double weight;

  /// @param model whose field does not depend on time; its times are not used
  /// @param data at equally spaced times
  /// @param points observations in a window, its start and the start of the next included; the
  ///   number of observations less one is a multiple of `points - 1`
  /// @param weight of a gap, positive; one gap counts `weight^2` times as much as one residual
  public MultipleShooting(NeuralOde model, Trajectory data, int points, double weight) {
    if (points < 2 || (data.count() - 1) % (points - 1) != 0) {
      throw new IllegalArgumentException(
          "multiple shooting: windows of "
              + points
              + " points do not fill "
              + data.count()
              + " times");
    }
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "multiple shooting: weight " + weight + " is not a positive number");
    }
    windows = new Windows(data, points, points - 1);
    flow = windows.shortened(model);
    this.weight = weight;
  }

  /// The windows as samples.
  public Samples samples() {
    Samples observed = windows.samples();
    int n = windows.count();
    double[] inputs = new double[2 * n * n];
    for (int w = 0; w < n; w++) {
      inputs[w * n + w] = 1;
      if (w + 1 < n) {
        inputs[(n + w + 1) * n + w] = 1;
      }
    }
    int d = windows.trajectory().dimension();
    double[] targets = new double[observed.targets().length + d * n];
    System.arraycopy(observed.targets(), 0, targets, 0, observed.targets().length);
    Shape target = Shape.of(windows.points() + 1, d);
    return new Samples(n, Shape.of(2, n), inputs, target, targets);
  }

  /// The parameters of the field, for the model that this was made of.
  public ParameterVector flowOf(ParameterVector fitted) {
    ParameterSpec spec = flow.parameters(Shape.of(windows.trajectory().dimension()));
    ParameterVector own = spec.initialize(0, fitted.dtype());
    for (ParameterSpec.Entry entry : spec.entries()) {
      double[] values = new double[entry.shape().size()];
      fitted.view(FLOW + "." + entry.path()).copyTo(values);
      own.view(entry.path()).copyFrom(values);
    }
    return own;
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    int d = windows.trajectory().dimension();
    int n = windows.count();
    double[] starts = new double[n * d];
    for (int w = 0; w < n; w++) {
      System.arraycopy(windows.trajectory().state(w * windows.stride()), 0, starts, w * d, d);
    }
    return ParameterSpec.builder()
        .add(FLOW, flow.parameters(Shape.of(d)))
        .add(STARTS, Shape.of(n, d), (_, _) -> starts.clone())
        .build();
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(windows.points() + 1, windows.trajectory().dimension());
  }

  @Override
  public Tensor apply(Parameters p, Tensor input) {
    check(input.shape());
    int d = windows.trajectory().dimension();
    int last = windows.points() - 1;
    Tensor starts = input.dot(p.get(STARTS));
    Tensor states = flow.apply(p.at(FLOW), starts.slice(0, 1).reshape(Shape.of(d)));
    Tensor end = states.slice(last, last + 1);
    // The last window has no next one: its row of the input is zero, and so is its gap.
    Tensor hasNext = input.slice(1, 2).sum();
    Tensor gap = end.times(hasNext).minus(starts.slice(1, 2)).times(weight);
    return Tensor.concatenate(states.reshape(Shape.of((last + 1) * d)), gap.reshape(Shape.of(d)))
        .reshape(Shape.of(last + 2, d));
  }

  private void check(Shape input) {
    if (!input.equals(Shape.of(2, windows.count()))) {
      throw new IllegalArgumentException(
          "multiple shooting: input of shape [" + input + "] is not [2x" + windows.count() + "]");
    }
  }
}
