package dev.odeon.nn.layer;

import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// A gated recurrent unit: `r = s(W_r x + b_r + U_r h + c_r)`, `z = s(W_z x + b_z + U_z h + c_z)`,
/// `n = tanh(W_n x + b_n + r (U_n h + c_n))`, next state `(1 - z) n + z h`, with s the logistic
/// function.
///
/// Cho et al., Learning phrase representations using RNN encoder-decoder for statistical machine
/// translation (2014), with the reset gate after the product, as in Chung, Gulcehre, Cho, Bengio
/// (2014) and most libraries. Parameters `input_weight` `[3 h x in]`, `input_bias` `[3 h]`,
/// `state_weight` `[3 h x h]`, `state_bias` `[3 h]`; rows in the order r, z, n.
///
/// @param inputSize length of the input, at least 1
/// @param stateSize length h of the state, at least 1
public record GruCell(int inputSize, int stateSize) implements RecurrentCell {
  private static final int GATES = 3;

  public GruCell {
    new Gates(GATES, inputSize, stateSize);
  }

  private Gates gates() {
    return new Gates(GATES, inputSize, stateSize);
  }

  @Override
  public ParameterSpec parameters() {
    return gates().parameters();
  }

  @Override
  public Tensor step(Parameters p, Tensor state, Tensor input) {
    Gates gates = gates();
    gates.check(state, stateSize, input);
    Tensor x = gates.ofInput(p, input);
    Tensor h = gates.ofState(p, state);
    Tensor reset = gates.gate(x, 0).plus(gates.gate(h, 0)).logistic();
    Tensor keep = gates.gate(x, 1).plus(gates.gate(h, 1)).logistic();
    Tensor fresh = gates.gate(x, 2).plus(reset.times(gates.gate(h, 2))).tanh();
    return fresh.plus(keep.times(state.minus(fresh)));
  }
}
