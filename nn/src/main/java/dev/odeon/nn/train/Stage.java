package dev.odeon.nn.train;

/// One part of a training plan. Stages after the first start from the best parameters so far.
public sealed interface Stage permits FirstOrderStage, LbfgsStage, LeastSquaresStage {
  /// The largest number of steps that this stage takes.
  int steps();

  /// The minimiser's name: what must agree between a checkpoint and the plan that resumes it.
  String kind();
}
