package dev.odeon.nn.train;

import dev.odeon.nn.params.ParameterVector;

/// What came of a run of [BatchTrainer].
///
/// @param outcome why it ended
/// @param parameters the last ones
/// @param losses of each step's batch, before the step
@SuppressWarnings("ArrayRecordComponent") // data, never compared
public record BatchResult(TrainingOutcome outcome, ParameterVector parameters, double[] losses) {}
