package dev.odeon.adjoint;

import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.Arrays;

/// Pulls cotangents of states within steps back to the state at the beginning of the step and to
/// what the step left for its interpolant, for one block of lanes. Cotangents are collected and
/// pulled 64 at a time, whatever lane they belong to.
final class BackwardInterpolant {
  private final Executable interpolant;
  private final StatePrecision precision;
  private final int dimension;
  private final int[] column = new int[Blocks.SIZE];
  private final double[] theta = new double[Blocks.SIZE];
  private final double[] size = new double[Blocks.SIZE];
  private final double[] way = new double[Blocks.SIZE];
  private final double[] wanted;
  private final double[] packed;
  private final double[] stateCotangent;
  private final double[][] stageCotangents;
  private final double[][] in;
  private final double[][] out;
  private int count;
  private int columns;

  BackwardInterpolant(LaneIntegrator integrator, BackwardGraphs graphs) {
    precision = StatePrecision.of(integrator.steps().field());
    interpolant = integrator.backend().compile(graphs.interpolant());
    dimension = integrator.steps().field().dimension();
    int stages = integrator.steps().interpolated().size();
    int length = dimension * Blocks.SIZE;
    wanted = new double[length];
    packed = new double[length];
    stateCotangent = new double[length];
    stageCotangents = new double[stages][length];
    out = new double[stages + 1][length];
    in = new double[4 + stages][];
    // The interpolant is linear in the state and what the step left, but for the way that it went:
    // its derivative does not depend on the rest.
    Arrays.fill(in, new double[length]);
    if (integrator.steps().rule().choice().isPresent()) {
      in[3] = way;
    }
    in[0] = theta;
    in[1] = size;
    in[3 + stages] = packed;
  }

  /// Sum of what was pulled back to the states at the beginning, `[d][column]`.
  double[] stateCotangent() {
    return stateCotangent;
  }

  /// Sums of what was pulled back to what the steps left.
  double[][] stageCotangents() {
    return stageCotangents;
  }

  /// Begins with other steps of `width` columns.
  void begin(int width) {
    columns = width;
    count = 0;
    Arrays.fill(stateCotangent, 0, dimension * width, 0);
    for (double[] stage : stageCotangents) {
      Arrays.fill(stage, 0, dimension * width, 0);
    }
  }

  /// Sets component `component` of the cotangent that is to be added next.
  void put(int component, double value) {
    wanted[component * Blocks.SIZE + count] = precision.round(value);
  }

  /// Adds the cotangent that was put: of the state at the part `at` of a step of size `h` that went
  /// the way `choice`.
  void add(int of, double at, double h, double choice) {
    column[count] = of;
    theta[count] = at;
    size[count] = h;
    way[count] = choice;
    if (++count == Blocks.SIZE) {
      flush();
    }
  }

  /// Pulls what is still outstanding.
  void flush() {
    if (count == 0) {
      return;
    }
    for (int i = 0; i < dimension; i++) {
      System.arraycopy(wanted, i * Blocks.SIZE, packed, i * count, count);
    }
    interpolant.run(in, out, count);
    spread(out[0], stateCotangent);
    for (int i = 0; i < stageCotangents.length; i++) {
      spread(out[1 + i], stageCotangents[i]);
    }
    count = 0;
  }

  private void spread(double[] from, double[] to) {
    for (int i = 0; i < dimension; i++) {
      for (int k = 0; k < count; k++) {
        int at = i * columns + column[k];
        to[at] = precision.sum(to[at], from[i * count + k]);
      }
    }
  }
}
