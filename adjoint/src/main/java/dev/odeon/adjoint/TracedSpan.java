package dev.odeon.adjoint;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import java.util.SequencedMap;

/// A time span whose ends are part of a trace.
///
/// @param start a scalar
/// @param end a scalar
public record TracedSpan(Tensor start, Tensor end) {
  private static final String START = "start of the span";
  private static final String END = "end of the span";

  public TracedSpan {
    require("start", start);
    require("end", end);
  }

  private static void require(String what, Tensor time) {
    if (!time.shape().equals(Shape.SCALAR)) {
      throw new IllegalArgumentException(
          "solve: " + what + " of shape [" + time.shape() + "] is not a scalar");
    }
  }

  /// The time at part `s` of the span.
  Tensor at(Tensor s) {
    return s.fma(end.minus(start), start);
  }

  void addTo(SequencedMap<String, Tensor> parameters) {
    parameters.put(START, start);
    parameters.put(END, end);
  }

  /// The span among the parameters of a field.
  static TracedSpan in(Parameters p) {
    return new TracedSpan(p.get(START), p.get(END));
  }

  /// Checks that a plan goes over parts of a span.
  void checkPlan(SolvePlan plan) {
    if (plan.span().start() != 0 || plan.span().end() != 1) {
      throw new IllegalArgumentException(
          "solve: the plan's span is from "
              + plan.span().start()
              + " to "
              + plan.span().end()
              + "; with start and end in the trace it must be from 0 to 1");
    }
  }
}
