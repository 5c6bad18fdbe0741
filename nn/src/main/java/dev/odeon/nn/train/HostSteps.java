package dev.odeon.nn.train;

import dev.odeon.nn.optim.Optimizer;
import dev.odeon.nn.optim.OptimizerState;
import dev.odeon.nn.optim.Vectors;
import dev.odeon.nn.params.ParameterVector;

/// Steps taken in this process, on the very arrays of parameters and memory.
final class HostSteps implements BatchSteps {
  private final BatchObjective objective;
  private final Optimizer optimizer;
  private final ParameterVector parameters;
  private final OptimizerState memory;
  private final double[] gradient;
  private double rate;

  HostSteps(
      BatchObjective objective,
      Optimizer optimizer,
      ParameterVector parameters,
      OptimizerState memory) {
    this.objective = objective;
    this.optimizer = optimizer;
    this.parameters = parameters;
    this.memory = memory;
    gradient = new double[parameters.size()];
  }

  @Override
  public BatchEvaluation evaluate(double size) {
    rate = size;
    double loss = objective.valueAndGradient(parameters.flat(), gradient);
    return new BatchEvaluation(loss, Vectors.norm(gradient));
  }

  @Override
  public void take() {
    optimizer.withRate(rate).update(memory, parameters.flat(), gradient);
    parameters.round();
  }

  @Override
  public void bring() {
    // They are where they belong.
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
