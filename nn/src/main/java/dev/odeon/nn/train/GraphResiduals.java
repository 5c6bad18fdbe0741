package dev.odeon.nn.train;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.optim.Residuals;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.rewrite.Pipeline;
import java.util.List;
import java.util.stream.IntStream;

/// A graph from parameters to a vector of residuals, with its Jacobian by forward mode, a column a
/// parameter: for few parameters. Not thread-safe.
public final class GraphResiduals implements Residuals {
  private final ParameterSpec spec;
  private final int count;
  private final Executable jvp;
  private final double[][] inputs;
  private final double[][] outputs;

  /// @param spec the parameters, in the order of the graph's inputs
  /// @param residuals inputs the parameters (shared); output one shared vector
  public GraphResiduals(ParameterSpec spec, Graph residuals, Backend backend) {
    int tensors = spec.entries().size();
    Value output = residuals.outputs().getFirst();
    boolean fits =
        residuals.inputs().size() == tensors
            && residuals.outputs().size() == 1
            && output.type().shape().rank() == 1
            && output.scope() == Scope.SHARED;
    if (!fits) {
      throw new IllegalArgumentException(
          "residuals: graph "
              + residuals.name()
              + " does not map "
              + tensors
              + " parameters to one shared vector");
    }
    this.spec = spec;
    count = output.type().size();
    List<Integer> all = IntStream.range(0, tensors).boxed().toList();
    jvp = backend.compile(Pipeline.standard().apply(ForwardMode.jvp(residuals, all)));
    inputs = new double[2 * tensors][];
    for (int i = 0; i < tensors; i++) {
      inputs[i] = new double[spec.entries().get(i).shape().size()];
      inputs[tensors + i] = new double[inputs[i].length];
    }
    outputs = new double[][] {new double[count], new double[count]};
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public void evaluate(double[] parameters, double[] residualsOut, double[][] jacobianOut) {
    int tensors = spec.entries().size();
    int at = 0;
    for (int i = 0; i < tensors; i++) {
      System.arraycopy(parameters, at, inputs[i], 0, inputs[i].length);
      at += inputs[i].length;
    }
    int column = 0;
    for (int i = 0; i < tensors; i++) {
      double[] tangent = inputs[tensors + i];
      for (int e = 0; e < tangent.length; e++) {
        tangent[e] = 1;
        jvp.run(inputs, outputs, 1);
        tangent[e] = 0;
        for (int row = 0; row < count; row++) {
          jacobianOut[row][column] = outputs[1][row];
        }
        column++;
      }
    }
    System.arraycopy(outputs[0], 0, residualsOut, 0, count);
  }
}
