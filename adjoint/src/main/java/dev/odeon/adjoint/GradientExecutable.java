package dev.odeon.adjoint;

import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneRun;

/// A batched solve and the derivative of its steps, elsewhere than on this processor, ready to be
/// run.
public interface GradientExecutable {
  /// Integrates all lanes and pulls cotangents of the saved states back, see [DiscreteAdjoint#run].
  /// The bits are those of the processor.
  ///
  /// @param cotangents of the saved states, `[time][component][lane]`; if there are events also of
  ///   the states at the ends, `[component][lane]`, and of the times of the ends, `[lane]`
  /// @param initial cotangent of the initial state, `[d][lane]`, written
  /// @param gradients cotangents of the parameters, each in the layout of its parameter, written
  /// @return the run, without a record of its steps
  LaneRun run(LaneInput input, double[][] cotangents, double[] initial, double[][] gradients);
}
