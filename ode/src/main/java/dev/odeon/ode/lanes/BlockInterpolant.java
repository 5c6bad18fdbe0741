package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.BoundRun;
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
  private final int dimension;

  /// Where the steps began.
  private final double[] t;

  private final double[] y;
  private final double[] interpolated;
  private final double[][] in;
  private final double[][] point;
  private @Nullable BoundRun interpolation;
  private @Nullable BoundRun refining;
  private boolean isRenewed;
  private boolean isRefined;

  BlockInterpolant(LaneProgram program, Backend backend, BlockState state) {
    this.state = state;
    executable = backend.compile(program.interpolant());
    refinement = program.refinement().map(backend::compile).orElse(null);
    first = program.denseStart();
    sizes = program.steps().interpolated().stream().mapToInt(type -> type.size()).toArray();
    left = refinement == null ? sizes.length : program.steps().rule().dense().size();
    refined =
        AttemptArrays.of(
            program.steps().interpolated().subList(left, sizes.length), state.columns());
    dimension = program.steps().field().dimension();
    t = new double[state.columns()];
    y = new double[dimension * state.columns()];
    interpolated = new double[dimension * state.columns()];
    in = new double[3 + sizes.length][];
    point = new double[3 + state.parameters().length + left][];
  }

  /// Turns to the steps of the attempt made last.
  void renew() {
    isRenewed = false;
    isRefined = false;
  }

  /// The states of all columns, each at its own part of its step; valid until the next call.
  ///
  /// @param theta the same array each time
  double[] at(double[] theta) {
    refine();
    BoundRun run = interpolation;
    if (run == null) {
      in[0] = theta;
      in[1] = state.rest(Attempt.TRIED);
      in[2] = y;
      for (int i = 0; i < sizes.length; i++) {
        in[3 + i] = value(i);
      }
      run = executable.bind(in, new double[][] {interpolated}, state.columns());
      interpolation = run;
    }
    run.run(state.width());
    return interpolated;
  }

  /// What the interpolant needs, by number.
  private double[] value(int i) {
    return i < left ? state.rest(first + i) : refined[i - left];
  }

  private void refine() {
    if (!isRenewed) {
      System.arraycopy(state.before(Carry.T), 0, t, 0, state.width());
      System.arraycopy(state.before(Carry.Y), 0, y, 0, dimension * state.width());
      isRenewed = true;
    }
    if (refinement == null || isRefined) {
      return;
    }
    refining(refinement).run(state.width());
    isRefined = true;
  }

  @SuppressWarnings("ReferenceEquality") // whether they are the very arrays
  private BoundRun refining(Executable executable) {
    double[][] parameters = state.parameters();
    BoundRun run = refining;
    for (int i = 0; run != null && i < parameters.length; i++) {
      run = point[3 + i] == parameters[i] ? run : null;
    }
    if (run == null) {
      point[0] = t;
      point[1] = state.rest(Attempt.TRIED);
      point[2] = y;
      System.arraycopy(parameters, 0, point, 3, parameters.length);
      for (int i = 0; i < left; i++) {
        point[3 + parameters.length + i] = state.rest(first + i);
      }
      run = executable.bind(point, refined, state.columns());
      refining = run;
    }
    return run;
  }

  /// Puts all that it needs of the step of one column to the last step of `dense`.
  void keep(DenseSteps dense, int column) {
    refine();
    int width = state.width();
    int offset = dense.put(0, y, dimension, column, width);
    for (int i = 0; i < sizes.length; i++) {
      offset = dense.put(offset, value(i), sizes[i], column, width);
    }
  }
}
