package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Variables as tensors of a trace, each an input of the graph from its first use on.
public final class Reading {
  private final Tracer tracer = new Tracer();
  private final SequencedMap<Variable, Tensor> inputs = new LinkedHashMap<>();

  Reading() {}

  /// The value of a variable.
  public Tensor of(Variable variable) {
    return inputs.computeIfAbsent(variable, v -> tracer.input(v.type(), Scope.PER_LANE));
  }

  /// A number.
  public Tensor number(double value) {
    return tracer.constant(DType.F64, value);
  }

  /// A truth value that always holds.
  public Tensor truth(boolean value) {
    return tracer.constant(DType.BOOL, value ? 1 : 0);
  }

  /// Numbers.
  public Tensor numbers(double... values) {
    return tracer.constant(Literal.of(TensorType.f64(values.length), values));
  }

  /// Zeros.
  public Tensor zeros(TensorType type) {
    return tracer.constant(Literal.filled(type, 0));
  }

  Tracer tracer() {
    return tracer;
  }

  List<Operand> operands() {
    return new ArrayList<>(inputs.sequencedKeySet());
  }
}
