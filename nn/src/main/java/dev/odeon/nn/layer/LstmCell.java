package dev.odeon.nn.layer;

import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// Long short-term memory: with gates `i, f, o = s(W x + b + U h + c)` and `g = tanh(W x + b + U h
/// + c)`, s the logistic function, the memory becomes `m' = f m + i g`, and h becomes `o tanh(m')`.
///   The state is h, then m.
///
/// Hochreiter and Schmidhuber, Long short-term memory (1997); Gers, Schmidhuber, Cummins, Learning
/// to forget (2000). Parameters as those of [GruCell] with four gates, in the order i, f, g, o.
///
/// @param inputSize length of the input, at least 1
/// @param hidden length of h and of m, at least 1
public record LstmCell(int inputSize, int hidden) implements RecurrentCell {
  private static final int GATES = 4;

  public LstmCell {
    new Gates(GATES, inputSize, hidden);
  }

  @Override
  public int stateSize() {
    return 2 * hidden;
  }

  @Override
  public ParameterSpec parameters() {
    return gates().parameters();
  }

  private Gates gates() {
    return new Gates(GATES, inputSize, hidden);
  }

  @Override
  public Tensor step(Parameters p, Tensor state, Tensor input) {
    Gates gates = gates();
    gates.check(state, stateSize(), input);
    Tensor memory = state.slice(hidden, 2 * hidden);
    Tensor all = gates.ofInput(p, input).plus(gates.ofState(p, state.slice(0, hidden)));
    Tensor admit = gates.gate(all, 0).logistic();
    Tensor keep = gates.gate(all, 1).logistic();
    Tensor fresh = gates.gate(all, 2).tanh();
    Tensor show = gates.gate(all, 3).logistic();
    Tensor next = keep.times(memory).plus(admit.times(fresh));
    return Tensor.concatenate(show.times(next.tanh()), next);
  }
}
