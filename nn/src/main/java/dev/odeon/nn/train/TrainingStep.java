package dev.odeon.nn.train;

import dev.odeon.nn.params.ParameterVector;

/// Where a run stands after a step.
///
/// @param step steps taken, 0 at the start
/// @param total the largest number of steps that the plan allows
/// @param loss the loss at `parameters`
/// @param gradientNorm Euclidean norm of the gradient in the parameters that are not frozen
/// @param parameters live: read only, valid during the call
public record TrainingStep(
    long step, long total, double loss, double gradientNorm, ParameterVector parameters) {}
