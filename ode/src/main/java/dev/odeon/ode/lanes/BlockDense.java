package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import org.jspecify.annotations.Nullable;

/// States within the steps that one block has just made. What the interpolant needs beside what an
/// attempt leaves is computed at the first question after each attempt.
final class BlockDense {
  private final LaneProgram program;
  private final BlockState state;
  private final Executable interpolant;
  private final @Nullable Executable refinement;
  private final double[][] extra;
  private final int dense;
  private final double[][] out = new double[1][];
  private boolean isRefined;

  BlockDense(LaneProgram program, Backend backend, BlockState state) {
    this.program = program;
    this.state = state;
    interpolant = backend.compile(program.interpolant());
    dense = program.steps().rule().dense().size();
    extra = BlockState.arrays(program.steps().rule().extra());
    refinement = extra.length == 0 ? null : backend.compile(program.steps().refinement());
  }

  /// Another attempt was made.
  void forget() {
    isRefined = false;
  }

  /// The states at `theta` of each column, `[d][column]`.
  void interpolate(double[] theta, double[] states) {
    double[] h = state.rest(Attempt.TRIED);
    double[] y = state.before(Carry.Y);
    if (refinement != null && !isRefined) {
      double[][] in = new double[3 + dense + state.parameters().length][];
      in[0] = state.before(Carry.T);
      in[1] = h;
      in[2] = y;
      copyDense(in);
      System.arraycopy(state.parameters(), 0, in, 3 + dense, state.parameters().length);
      refinement.run(in, extra, state.width());
      isRefined = true;
    }
    double[][] in = new double[3 + dense + extra.length][];
    in[0] = theta;
    in[1] = h;
    in[2] = y;
    copyDense(in);
    System.arraycopy(extra, 0, in, 3 + dense, extra.length);
    out[0] = states;
    interpolant.run(in, out, state.width());
  }

  private void copyDense(double[][] in) {
    int first = Attempt.FLAGS + program.steps().field().guards().size() + 1;
    for (int i = 0; i < dense; i++) {
      in[3 + i] = state.rest(first + i);
    }
  }
}
