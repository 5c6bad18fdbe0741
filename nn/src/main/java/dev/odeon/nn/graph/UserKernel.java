package dev.odeon.nn.graph;

import java.util.Arrays;
import java.util.List;

/// Runs the body of a [UserFunction] lane by lane.
final class UserKernel implements CustomKernel {
  private final boolean[] fromLanes;
  private final boolean anyLanes;
  private final boolean[] single;
  private final double[][] in;
  private final double[][] out;
  private final UserFunction.Body body;

  UserKernel(
      List<TensorType> operands,
      List<TensorType> results,
      List<Scope> scopes,
      UserFunction.Body body) {
    this.body = body;
    fromLanes = new boolean[operands.size()];
    single = new boolean[results.size()];
    in = new double[operands.size()][];
    out = new double[results.size()][];
    for (int i = 0; i < in.length; i++) {
      in[i] = new double[operands.get(i).size()];
      fromLanes[i] = scopes.get(i) == Scope.PER_LANE;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = new double[results.get(i).size()];
      single[i] = results.get(i).dtype() == DType.F32;
    }
    anyLanes = scopes.contains(Scope.PER_LANE);
  }

  @Override
  public void run(double[][] operands, double[][] results, int lanes) {
    int width = anyLanes ? lanes : 1;
    for (int lane = 0; lane < width; lane++) {
      for (int i = 0; i < in.length; i++) {
        for (int e = 0; e < in[i].length; e++) {
          in[i][e] = operands[i][fromLanes[i] ? e * lanes + lane : e];
        }
      }
      for (double[] result : out) {
        Arrays.fill(result, 0);
      }
      body.compute(in, out);
      for (int i = 0; i < out.length; i++) {
        for (int e = 0; e < out[i].length; e++) {
          results[i][e * width + lane] = single[i] ? (float) out[i][e] : out[i][e];
        }
      }
    }
  }
}
