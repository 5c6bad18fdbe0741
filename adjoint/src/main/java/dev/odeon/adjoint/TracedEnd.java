package dev.odeon.adjoint;

import dev.odeon.nn.trace.Tensor;

/// Where a traced solve ended.
///
/// @param state the state there, `[d]`, after any change by the event that ended it
/// @param time when
public record TracedEnd(Tensor state, Tensor time) {}
