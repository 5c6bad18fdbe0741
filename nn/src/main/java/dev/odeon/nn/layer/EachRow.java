package dev.odeon.nn.layer;

import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// The same layer for each row: `[n, in]` to `[n, out]`, such as the decoder of the states of a
/// solve. Its parameters are those of the layer.
///
/// @param layer from `[in]` to `[out]`
public record EachRow(Layer layer) implements Layer {
  @Override
  public ParameterSpec parameters(Shape input) {
    return layer.parameters(row(input));
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape output = layer.outputShape(row(input));
    if (output.rank() != 1) {
      throw new IllegalArgumentException(
          "each row: output of shape [" + output + "] is not a vector");
    }
    return Shape.of(input.dim(0), output.dim(0));
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    outputShape(x.shape());
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    parameters(x.shape()).entries().forEach(e -> needed.put(e.path(), p.get(e.path())));
    return RowScan.outputs(
        needed,
        x.scalar(0),
        x,
        ScanOrder.FORWARD,
        (q, state, row) -> new RowScan.Step(state, layer.apply(q, row)));
  }

  private static Shape row(Shape input) {
    if (input.rank() != 2) {
      throw new IllegalArgumentException(
          "each row: input of shape [" + input + "] is not a matrix");
    }
    return Shape.of(input.dim(1));
  }
}
