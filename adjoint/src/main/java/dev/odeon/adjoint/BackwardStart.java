package dev.odeon.adjoint;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.Arrays;

/// Pulls cotangents of one block of lanes back through the move of states to where the algebraic
/// equations of a problem hold, at starts and after stops. The derivative of that move is the same
/// at the state that was moved and at the one that it was moved to, which is at hand.
final class BackwardStart {
  private final Executable move;
  private final int dimension;
  private final double[] active = new double[Blocks.SIZE];
  private final double[] t = new double[Blocks.SIZE];
  private final double[] y;
  private final double[] cotangent;
  private final double[] pulled;

  BackwardStart(LaneIntegrator integrator, Graph graph) {
    move = integrator.backend().compile(graph);
    dimension = integrator.steps().field().dimension();
    y = new double[dimension * Blocks.SIZE];
    cotangent = y.clone();
    pulled = y.clone();
  }

  /// Begins with other lanes, none of which is to be pulled.
  void clear(int width) {
    Arrays.fill(active, 0);
    Arrays.fill(t, 0);
    Arrays.fill(y, 0, dimension * width, 1);
    Arrays.fill(cotangent, 0, dimension * width, 0);
  }

  /// Puts a lane in: the state after the move, and its cotangent, column `lane` of arrays
  /// `[d][lane]`.
  void put(int lane, int width, double time, double[] states, double[] cotangents) {
    active[lane] = 1;
    t[lane] = time;
    for (int i = lane; i < dimension * width; i += width) {
      y[i] = states[i];
      cotangent[i] = cotangents[i];
    }
  }

  /// Replaces the cotangents of the lanes that were put in; adds to those of the parameters.
  void pull(
      double[] cotangents,
      double[][] parameters,
      ParameterCotangents sums,
      double[][] gradients,
      int lanes,
      int first,
      int width) {
    double[][] in = new double[3 + parameters.length + 1][];
    in[0] = active;
    in[1] = t;
    in[2] = y;
    System.arraycopy(parameters, 0, in, 3, parameters.length);
    in[3 + parameters.length] = cotangent;
    double[][] parts = sums.parts(width);
    double[][] out = new double[1 + parts.length][];
    out[0] = pulled;
    System.arraycopy(parts, 0, out, 1, parts.length);
    move.run(in, out, width);
    sums.add(parts, gradients, active, lanes, first, width);
    for (int i = 0; i < dimension * width; i++) {
      if (active[i % width] != 0) {
        cotangents[i] = pulled[i];
      }
    }
  }
}
