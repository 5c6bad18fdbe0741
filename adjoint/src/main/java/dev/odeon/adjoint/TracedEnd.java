package dev.odeon.adjoint;

import dev.odeon.nn.trace.Tensor;
import java.util.Optional;

/// Where a traced solve ended.
///
/// @param state the state there, `[d]`, after any change by an event at that time
/// @param time when
/// @param integral the integral of the cost up to there, if there is a cost
public record TracedEnd(Tensor state, Tensor time, Optional<Tensor> integral) {}
