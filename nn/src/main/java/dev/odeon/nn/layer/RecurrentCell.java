package dev.odeon.nn.layer;

import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// One step of a recurrent network: the next state from the state and an input.
public interface RecurrentCell {
  /// Length of the input.
  int inputSize();

  /// Length of the state.
  int stateSize();

  /// The parameters that it needs.
  ParameterSpec parameters();

  /// The next state, traced.
  ///
  /// @param p its parameters, by the names of [#parameters]
  /// @param state `[stateSize]`
  /// @param input `[inputSize]`
  Tensor step(Parameters p, Tensor state, Tensor input);
}
