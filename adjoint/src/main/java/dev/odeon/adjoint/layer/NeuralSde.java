package dev.odeon.adjoint.layer;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedProblem;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.BrownianMotion;
import dev.odeon.ode.problem.Calculus;
import dev.odeon.ode.problem.Diffusion;
import dev.odeon.ode.problem.StochasticField;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A learned stochastic differential equation as a layer, `dy = drift(y) dt + diffusion(y) dW`,
/// with one noise a component. Parameters `drift.` and `diffusion.`.
///
/// Input `[d + 2]`: the state at the start of the time span, the seed, the number of the
/// trajectory; output the states `[m, d]` at the m save times. Equal seeds and numbers give the
/// same path, so that a loss is a smooth function of the parameters; new seeds from epoch to epoch
/// average over paths. Gradients are those of the steps along the path. A trajectory that fails is
/// NaN from there on.
///
/// Tzen, Raginsky, Neural stochastic differential equations (2019); Li, Wong, Chen, Duvenaud,
/// Scalable gradients for stochastic differential equations (2020).
///
/// @param drift from `[d]` to `[d]`
/// @param diffusion from `[d]` to `[d]`
/// @param calculus what the integral over W means
/// @param motion where W comes from
/// @param plan a stochastic method, steps, times
public record NeuralSde(
    Layer drift, Layer diffusion, Calculus calculus, BrownianMotion motion, SolvePlan plan)
    implements Layer {
  private static final int KEYS = 2;
  private static final String DRIFT = "drift";
  private static final String DIFFUSION = "diffusion";

  /// In the sense of Ito, with increments drawn step by step.
  public static NeuralSde ito(Layer drift, Layer diffusion, SolvePlan plan) {
    return new NeuralSde(drift, diffusion, Calculus.ITO, new BrownianMotion.Increments(), plan);
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    Shape state = state(input);
    return ParameterSpec.builder()
        .add(DRIFT, drift.parameters(state))
        .add(DIFFUSION, diffusion.parameters(state))
        .build();
  }

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(plan.saveAt().mostTimes(), state(input).size());
  }

  @Override
  public Tensor apply(Parameters p, Tensor input) {
    int d = state(input.shape()).size();
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : parameters(input.shape()).entries()) {
      needed.put(entry.path(), p.get(entry.path()));
    }
    needed.put(Diffusion.SEED, input.get(d));
    needed.put(Diffusion.TRAJECTORY, input.get(d + 1));
    StochasticField equation =
        new StochasticField(
            (_, y, q) -> drift.apply(q.at(DRIFT), y),
            (_, y, q) -> diffusion.apply(q.at(DIFFUSION), y),
            calculus,
            motion);
    return TracedProblem.of("neural_sde", equation, input.slice(0, d), needed).solve(plan).states();
  }

  private Shape state(Shape input) {
    if (input.rank() != 1 || input.size() <= KEYS) {
      throw new IllegalArgumentException(
          "neural sde: input of shape ["
              + input
              + "] is not a state, a seed and the number of a trajectory");
    }
    Shape state = Shape.of(input.size() - KEYS);
    if (!drift.outputShape(state).equals(state) || !diffusion.outputShape(state).equals(state)) {
      throw new IllegalArgumentException(
          "neural sde: drift and diffusion must map a state of shape ["
              + state
              + "] to the same shape");
    }
    return state;
  }
}
