package dev.odeon.adjoint;

import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.Arrays;

/// Pulls cotangents of states within steps back to the state at the beginning of the step and to
/// what the step left for its interpolant, for one block of lanes.
final class BackwardInterpolant {
  private final Executable interpolant;
  private final int dimension;
  private final boolean chooses;
  private final double[] theta = new double[Blocks.SIZE];
  private final double[] wanted;
  private final double[] stateCotangent;
  private final double[][] stageCotangents;
  private final double[][] out;

  BackwardInterpolant(LaneIntegrator integrator, BackwardGraphs graphs) {
    interpolant = integrator.backend().compile(graphs.interpolant());
    dimension = integrator.steps().field().dimension();
    int stages = integrator.steps().interpolated().size();
    chooses = integrator.steps().rule().choice().isPresent();
    int size = dimension * Blocks.SIZE;
    wanted = new double[size];
    stateCotangent = new double[size];
    stageCotangents = new double[stages][size];
    out = new double[stages + 1][size];
  }

  /// Where in its step each lane's state is, as a part of it; to be set before [#pull].
  double[] theta() {
    return theta;
  }

  /// Cotangents of the states there, `[d][lane]`; to be set before [#pull].
  double[] wanted() {
    return wanted;
  }

  /// Sum of what was pulled back to the states at the beginning.
  double[] stateCotangent() {
    return stateCotangent;
  }

  /// Sums of what was pulled back to what the steps left.
  double[][] stageCotangents() {
    return stageCotangents;
  }

  /// Begins with other steps of `width` lanes.
  void clear(int width) {
    Arrays.fill(stateCotangent, 0, dimension * width, 0);
    for (double[] stage : stageCotangents) {
      Arrays.fill(stage, 0, dimension * width, 0);
    }
  }

  /// Adds what [#wanted] at [#theta] means, in steps of size `h` from `y` that went the way
  /// `choice`.
  void pull(double[] h, double[] choice, double[] y, int width) {
    int stages = stageCotangents.length;
    double[][] in = new double[4 + stages][];
    in[0] = theta;
    in[1] = h;
    in[2] = y;
    // The interpolant is linear in what the step left, but for the way that it went: its derivative
    // does not depend on the rest.
    for (int i = 0; i < stages; i++) {
      in[3 + i] = i == 0 && chooses ? choice : y;
    }
    in[3 + stages] = wanted;
    interpolant.run(in, out, width);
    add(out[0], stateCotangent, dimension * width);
    for (int i = 0; i < stages; i++) {
      add(out[1 + i], stageCotangents[i], dimension * width);
    }
  }

  private static void add(double[] from, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] += from[i];
    }
  }
}
