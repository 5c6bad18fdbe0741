package dev.odeon.adjoint;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A [Solve] whose steps carry a tangent along, from which its second derivatives come. It
/// remembers its last run, as a solve does.
final class TangentSolve {
  private final ForwardOverReverse second;
  private final LastRun memory;
  private final LastRun completeMemory;
  private final List<ValueType> types;
  private final int dimension;
  private final int saves;
  private @Nullable ForwardSensitivity pushing;

  /// @throws IllegalArgumentException if the solve has no second derivatives
  TangentSolve(Solve solve) {
    if (!solve.sensitivity().isOfSteps()) {
      throw new IllegalArgumentException(
          "solve: sensitivity "
              + solve.sensitivity().getClass().getSimpleName()
              + " has no second derivatives; take Discrete or Forward");
    }
    second = new ForwardOverReverse(solve.integrator());
    memory = new LastRun(second.integrator(), solve.sensitivity().recording());
    completeMemory = new LastRun(second.integrator(), Recording.FULL);
    types = solve.integrator().steps().field().parameterTypes();
    dimension = solve.integrator().steps().field().dimension();
    saves = solve.integrator().saveAt().mostTimes();
  }

  /// Number of operands of the solve: state and parameters.
  int operands() {
    return 1 + types.size();
  }

  private int size(ValueType type, int lanes) {
    return type.type().size() * (type.scope() == Scope.PER_LANE ? lanes : 1);
  }

  /// The operands (state and tangent, parameters, tangents of parameters) of steps with a tangent.
  private double[][] joined(double[][] at, double[][] along, int lanes) {
    int row = dimension * lanes;
    double[][] all = new double[1 + 2 * types.size()][];
    all[0] = Arrays.copyOf(at[0], 2 * row);
    System.arraycopy(along[0], 0, all[0], row, row);
    System.arraycopy(at, 1, all, 1, types.size());
    System.arraycopy(along, 1, all, 1 + types.size(), types.size());
    return all;
  }

  /// `J^T w` and its derivative for a direction.
  ///
  /// @param at operands of the solve
  /// @param along their tangents
  /// @param w cotangents of the results
  /// @param moved their tangents
  /// @param gradient written
  /// @param product written
  void pull(
      double[][] at,
      double[][] along,
      double[][] w,
      double[][] moved,
      double[][] gradient,
      double[][] product,
      int lanes) {
    LaneRun run = memory.take(joined(at, along, lanes), lanes);
    second.run(run, Arrays.copyOfRange(at, 1, operands()), along, w, moved, gradient, product);
  }

  /// The tangent of `J along` if the operands move by `by` and `along` moves by `moved`.
  void pushAgain(
      double[][] at,
      double[][] along,
      double[][] by,
      double[][] moved,
      double[] tangent,
      int lanes) {
    double[][] operands = joined(at, along, lanes);
    LaneRun run = completeMemory.look(operands, lanes);
    int[] trajectory = new int[lanes];
    Arrays.setAll(trajectory, lane -> lane);
    double[][] directions = joined(by, moved, lanes);
    double[][] each = new double[2 * types.size()][];
    for (int p = 0; p < each.length; p++) {
      ValueType type = types.get(p % types.size());
      each[p] =
          type.scope() == Scope.SHARED
              ? spread(directions[1 + p], type.type().size(), lanes)
              : directions[1 + p];
    }
    double[] saved = new double[2 * saves * dimension * lanes];
    double[][] parameters = Arrays.copyOfRange(operands, 1, operands.length);
    pushing().run(run, parameters, trajectory, directions[0], each, saved);
    tangents(saved, lanes, tangent);
  }

  /// Its graphs are derived once, and only if they are wanted.
  private synchronized ForwardSensitivity pushing() {
    ForwardSensitivity known = pushing;
    if (known == null) {
      known = new ForwardSensitivity(second.integrator());
      pushing = known;
    }
    return known;
  }

  private void tangents(double[] both, int lanes, double[] tangent) {
    int row = dimension * lanes;
    for (int save = 0; save < saves; save++) {
      System.arraycopy(both, (2 * save + 1) * row, tangent, save * row, row);
    }
  }

  static double[] spread(double[] shared, int elements, int lanes) {
    double[] all = new double[elements * lanes];
    for (int e = 0; e < elements; e++) {
      Arrays.fill(all, e * lanes, (e + 1) * lanes, shared[e]);
    }
    return all;
  }

  /// Room for the cotangents of the operands.
  double[][] room(int lanes) {
    return Stream.concat(
            Stream.of(new double[dimension * lanes]),
            types.stream().map(type -> new double[size(type, lanes)]))
        .toArray(double[][]::new);
  }
}
