package dev.odeon.ode.lanes;

/// A batched solve that runs elsewhere than on this processor, ready to be run.
public interface LaneExecutable {
  /// Integrates all lanes: the bits, outcomes and counts are those of [LaneIntegrator] on the
  /// processor. May be called from several threads.
  ///
  /// @param input arrays of the right size
  LaneRun run(LaneInput input);
}
