package dev.odeon.nn.graph;

import java.util.List;

/// A custom function for tests: the negative of its only operand.
public record Negation() implements CustomFunction {
  @Override
  public String name() {
    return "test.negation";
  }

  @Override
  public List<ValueType> infer(List<ValueType> operands) {
    if (operands.size() != 1) {
      throw new IllegalArgumentException("negation takes 1 operand, got " + operands.size());
    }
    return operands;
  }

  @Override
  public CustomFunction vjp() {
    throw new UnsupportedOperationException("no derivative here");
  }

  @Override
  public CustomFunction jvp() {
    throw new UnsupportedOperationException("no derivative here");
  }

  @Override
  public CustomKernel bind(List<ValueType> operands) {
    return (in, out, lanes) -> {
      for (int i = 0; i < out[0].length; i++) {
        out[0][i] = -in[0][i];
      }
    };
  }
}
