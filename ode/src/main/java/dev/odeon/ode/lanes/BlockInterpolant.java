package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;

/// States within the last steps of a block's lanes.
final class BlockInterpolant {
  private final BlockState state;
  private final Executable executable;
  private final int first;
  private final int[] sizes;
  private final double[] interpolated;
  private final double[][] in;

  BlockInterpolant(LaneProgram program, Backend backend, BlockState state) {
    this.state = state;
    executable = backend.compile(program.interpolant());
    first = program.denseStart();
    sizes = program.steps().interpolated().stream().mapToInt(type -> type.size()).toArray();
    interpolated = new double[program.steps().field().dimension() * Blocks.SIZE];
    in = new double[3 + sizes.length][];
  }

  /// The states of all columns, each at its own part of its step; valid until the next call.
  double[] at(double[] theta) {
    in[0] = theta;
    in[1] = state.rest(Attempt.TRIED);
    in[2] = state.before(Carry.Y);
    for (int i = 0; i < sizes.length; i++) {
      in[3 + i] = state.rest(first + i);
    }
    executable.run(in, new double[][] {interpolated}, state.width());
    return interpolated;
  }

  /// Puts all that it needs of the step of one column to the last step of `dense`.
  void keep(DenseSteps dense, int column) {
    int width = state.width();
    double[] y = state.before(Carry.Y);
    int offset = dense.put(0, y, interpolated.length / Blocks.SIZE, column, width);
    for (int i = 0; i < sizes.length; i++) {
      offset = dense.put(offset, state.rest(first + i), sizes[i], column, width);
    }
  }
}
