package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A recurrent network over a sequence: `[n, in]` to the states `[n, state]` after each row, from a
/// state of zeros. Its parameters are those of the cell.
///
/// @param cell what is done with a row
/// @param order from the first row to the last, or the other way
public record Recurrent(RecurrentCell cell, ScanOrder order) implements Layer {
  /// From the first row to the last.
  public Recurrent(RecurrentCell cell) {
    this(cell, ScanOrder.FORWARD);
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return cell.parameters();
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(input.dim(0), cell.stateSize());
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    check(x.shape());
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    cell.parameters().entries().forEach(e -> needed.put(e.path(), p.get(e.path())));
    Tensor zeros = x.tracer().constant(Literal.filled(TensorType.f64(cell.stateSize()), 0));
    return RowScan.outputs(
        needed,
        zeros,
        x,
        order,
        (q, state, row) -> {
          Tensor next = cell.step(q, state, row);
          return new RowScan.Step(next, next);
        });
  }

  private void check(Shape input) {
    if (input.rank() != 2 || input.dim(1) != cell.inputSize()) {
      throw new IllegalArgumentException(
          "recurrent: input of shape [" + input + "] is not [n x " + cell.inputSize() + "]");
    }
  }
}
