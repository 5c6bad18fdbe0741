package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import org.jspecify.annotations.Nullable;

/// States within the last steps of a block's lanes.
final class BlockInterpolant {
  private final BlockState state;
  private final Executable executable;
  private final @Nullable Executable refinement;
  private final int first;
  private final int[] sizes;

  /// How many of these values attempts leave.
  private final int left;

  private final double[][] refined;
  private final double[] interpolated;
  private final double[][] in;
  private final double[][] out;
  private double[][] point = new double[0][];
  private boolean isRefined;

  BlockInterpolant(LaneProgram program, Backend backend, BlockState state) {
    this.state = state;
    executable = backend.compile(program.interpolant());
    refinement = program.refinement().map(backend::compile).orElse(null);
    first = program.denseStart();
    sizes = program.steps().interpolated().stream().mapToInt(type -> type.size()).toArray();
    left = refinement == null ? sizes.length : program.steps().rule().dense().size();
    refined = AttemptArrays.of(program.steps().interpolated().subList(left, sizes.length));
    interpolated = new double[program.steps().field().dimension() * Blocks.SIZE];
    in = new double[3 + sizes.length][];
    out = new double[][] {interpolated};
  }

  /// Turns to the steps of the attempt made last.
  void renew() {
    isRefined = false;
  }

  /// The states of all columns, each at its own part of its step; valid until the next call.
  double[] at(double[] theta) {
    refine();
    prepare();
    in[0] = theta;
    in[2] = state.before(Carry.Y);
    executable.run(in, out, state.width());
    return interpolated;
  }

  /// What the interpolant needs, by number.
  private double[] value(int i) {
    return i < left ? state.rest(first + i) : refined[i - left];
  }

  /// Looks up the arrays that never change; there are none to look up until states are asked for.
  private void prepare() {
    if (in[1] == null) {
      in[1] = state.rest(Attempt.TRIED);
      for (int i = 0; i < sizes.length; i++) {
        in[3 + i] = value(i);
      }
    }
  }

  private void refine() {
    if (refinement == null || isRefined) {
      return;
    }
    double[][] parameters = state.parameters();
    prepare();
    if (point.length == 0) {
      point = new double[3 + parameters.length + left][];
      point[1] = state.rest(Attempt.TRIED);
      System.arraycopy(in, 3, point, 3 + parameters.length, left);
    }
    point[0] = state.before(Carry.T);
    point[2] = state.before(Carry.Y);
    System.arraycopy(parameters, 0, point, 3, parameters.length);
    refinement.run(point, refined, state.width());
    isRefined = true;
  }

  /// Puts all that it needs of the step of one column to the last step of `dense`.
  void keep(DenseSteps dense, int column) {
    refine();
    int width = state.width();
    double[] y = state.before(Carry.Y);
    int offset = dense.put(0, y, interpolated.length / Blocks.SIZE, column, width);
    for (int i = 0; i < sizes.length; i++) {
      offset = dense.put(offset, value(i), sizes[i], column, width);
    }
  }
}
