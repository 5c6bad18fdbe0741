package dev.odeon.nn.train;

import dev.odeon.nn.backend.DeviceException;

/// Takes the steps of a run of a [BatchTrainer], and holds parameters and optimiser's memory
/// meanwhile.
public interface BatchSteps extends AutoCloseable {
  /// Evaluates the batch at hand, in order to take a step of size `rate` from there.
  ///
  /// @throws DeviceException if the device on which it computes failed; what it holds is lost
  BatchEvaluation evaluate(double rate);

  /// Takes the step. To be called if loss and gradient are finite, and only then.
  void take();

  /// Brings the parameters and the memory with which it was begun up to date. Not to be called
  /// between an evaluation and its step.
  ///
  /// @throws DeviceException as [#evaluate]
  void bring();

  @Override
  void close();
}
