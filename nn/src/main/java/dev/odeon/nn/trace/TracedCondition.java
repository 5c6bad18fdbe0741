package dev.odeon.nn.trace;

import dev.odeon.nn.graph.LogicalFunction;
import org.jspecify.annotations.Nullable;

/// A truth value of a [TracedField] that selects between numbers and is never branched on.
///
/// @param field the field that it belongs to
/// @param tensor an `i1` scalar of the trace; absent if the truth is known
/// @param hasSample whether `sample` is meant; always if the truth is known
/// @param sample the known truth, or that of the sample
record TracedCondition(
    TracedField field, @Nullable Tensor tensor, boolean hasSample, boolean sample) {
  TracedCondition or(TracedCondition other) {
    if (tensor == null) {
      return sample ? this : other;
    }
    if (other.tensor == null) {
      return other.sample ? other : this;
    }
    return new TracedCondition(
        field,
        tensor.logical(LogicalFunction.OR, other.tensor),
        hasSample && other.hasSample,
        sample || other.sample);
  }
}
