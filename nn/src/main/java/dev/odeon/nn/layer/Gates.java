package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.Initializer;
import dev.odeon.nn.init.Uniform;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// The affine part of gated cells: `W x + b` and `U h + c` for all gates at once, one gate's rows
/// after another's.
///
/// @param gates how many
/// @param in length of x
/// @param hidden length of h and of each gate
record Gates(int gates, int in, int hidden) {
  Gates {
    if (in < 1) {
      throw new IllegalArgumentException("recurrent cell: input size " + in + " is below 1");
    }
    if (hidden < 1) {
      throw new IllegalArgumentException("recurrent cell: state size " + hidden + " is below 1");
    }
    if ((long) gates * hidden * Math.max(in, hidden) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "recurrent cell: input size "
              + in
              + " and state size "
              + hidden
              + " make a matrix of more than 2^31-1 numbers");
    }
  }

  /// Start values spread evenly within `1 / sqrt(hidden)` of 0.
  ParameterSpec parameters() {
    double bound = 1 / Math.sqrt(hidden);
    Initializer start = new Uniform(-bound, bound);
    return ParameterSpec.builder()
        .add("input_weight", Shape.of(gates * hidden, in), start)
        .add("input_bias", Shape.of(gates * hidden), start)
        .add("state_weight", Shape.of(gates * hidden, hidden), start)
        .add("state_bias", Shape.of(gates * hidden), start)
        .build();
  }

  Tensor ofInput(Parameters p, Tensor x) {
    return p.get("input_weight").dot(x).plus(p.get("input_bias"));
  }

  Tensor ofState(Parameters p, Tensor h) {
    return p.get("state_weight").dot(h).plus(p.get("state_bias"));
  }

  /// The rows of gate `index`.
  Tensor gate(Tensor all, int index) {
    return all.slice(index * hidden, (index + 1) * hidden);
  }

  void check(Tensor state, int stateSize, Tensor input) {
    if (!state.shape().equals(Shape.of(stateSize)) || !input.shape().equals(Shape.of(in))) {
      throw new IllegalArgumentException(
          "recurrent cell: state of shape ["
              + state.shape()
              + "] and input of shape ["
              + input.shape()
              + "] are not ["
              + stateSize
              + "] and ["
              + in
              + "]");
    }
  }
}
