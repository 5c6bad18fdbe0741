package dev.odeon.adjoint;

import dev.odeon.nn.graph.CustomFunction;
import dev.odeon.nn.graph.CustomKernel;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The second derivatives of a [Solve] S with operands x (state and parameters) and Jacobian J, as
/// the derivatives of its first ones: all of them come from the same sweeps with a tangent.
record SecondDerivative(Solve solve, Kind kind) implements CustomFunction {
  /// Which.
  enum Kind {
    /// Forward over reverse: (x, w, dx, dw) to the tangent of `J^T w`.
    JVP_OF_VJP("solve_vjp_jvp"),
    /// Reverse over reverse: (x, w, u) to the cotangents of x, the derivative of `J^T w` in the
    /// direction u, which is that of `w^T J u` since second derivatives are symmetric; and of w, `J
    /// u`.
    VJP_OF_VJP("solve_vjp_vjp"),
    /// Reverse over forward: (x, dx, w) to the cotangents of x, the derivative of `J^T w` in the
    /// direction dx, and of dx, `J^T w`.
    VJP_OF_JVP("solve_jvp_vjp"),
    /// Forward over forward: (x, dx, ex, edx) to the tangent of `J dx`.
    JVP_OF_JVP("solve_jvp_jvp");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /// @throws IllegalArgumentException if the solve has no such second derivatives
  static SecondDerivative of(Solve solve, Kind kind) {
    solve.tangents();
    if (kind == Kind.JVP_OF_JVP && solve.hasEnds()) {
      throw new IllegalArgumentException(
          "solve: forward mode over forward mode does not go through events; let one of them be"
              + " reverse mode");
    }
    return new SecondDerivative(solve, kind);
  }

  @Override
  public String name() {
    return kind.word;
  }

  private int operands() {
    return solve.tangents().operands();
  }

  @Override
  public List<ValueType> infer(List<ValueType> given) {
    int n = operands();
    if (given.size() < n) {
      throw new IllegalArgumentException(name() + ": " + given.size() + " operands");
    }
    List<ValueType> x = given.subList(0, n);
    List<ValueType> w = solve.infer(x);
    List<ValueType> expected = new ArrayList<>(x);
    List<ValueType> results =
        switch (kind) {
          case JVP_OF_VJP -> {
            expected.addAll(w);
            expected.addAll(x);
            expected.addAll(w);
            yield x;
          }
          case VJP_OF_VJP -> {
            expected.addAll(w);
            expected.addAll(x);
            yield both(x, w);
          }
          case VJP_OF_JVP -> {
            expected.addAll(x);
            expected.addAll(w);
            yield both(x, x);
          }
          case JVP_OF_JVP -> {
            expected.addAll(x);
            expected.addAll(x);
            expected.addAll(x);
            yield w;
          }
        };
    if (!expected.equals(given)) {
      throw new IllegalArgumentException(
          name() + ": operands " + given + " are not of the types " + expected);
    }
    return results;
  }

  private static List<ValueType> both(List<ValueType> first, List<ValueType> second) {
    List<ValueType> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  @Override
  public CustomFunction vjp() {
    throw third();
  }

  @Override
  public CustomFunction jvp() {
    throw third();
  }

  private static IllegalArgumentException third() {
    return new IllegalArgumentException(
        "solve: third derivatives are not available; difference the Hessian");
  }

  @Override
  public CustomKernel bind(List<ValueType> given) {
    boolean perLane = given.getFirst().scope() == Scope.PER_LANE;
    TangentSolve with = solve.tangents();
    int n = operands();
    int k = solve.hasEnds() ? 3 : 1;
    Optional<CustomKernel> push =
        kind == Kind.VJP_OF_VJP
            ? Optional.of(new SolveJvp(solve).bind(both(given.subList(0, n), given.subList(0, n))))
            : Optional.empty();
    return (in, out, width) -> {
      int lanes = perLane ? width : 1;
      double[][] x = Arrays.copyOf(in, n);
      switch (kind) {
        case JVP_OF_VJP -> {
          double[][] w = Arrays.copyOfRange(in, n, n + k);
          double[][] along = Arrays.copyOfRange(in, n + k, 2 * n + k);
          double[][] moved = Arrays.copyOfRange(in, 2 * n + k, 2 * n + 2 * k);
          with.pull(x, along, w, moved, with.room(lanes), out, lanes);
        }
        case VJP_OF_VJP -> {
          double[][] w = Arrays.copyOfRange(in, n, n + k);
          double[][] along = Arrays.copyOfRange(in, n + k, 2 * n + k);
          double[][] pair = Arrays.copyOf(x, 2 * n);
          System.arraycopy(along, 0, pair, n, n);
          push.orElseThrow().run(pair, Arrays.copyOfRange(out, n, n + k), width);
          with.pull(x, along, w, zeros(w), with.room(lanes), Arrays.copyOf(out, n), lanes);
        }
        case VJP_OF_JVP -> {
          double[][] along = Arrays.copyOfRange(in, n, 2 * n);
          double[][] w = Arrays.copyOfRange(in, 2 * n, 2 * n + k);
          double[][] gradient = Arrays.copyOfRange(out, n, 2 * n);
          with.pull(x, along, w, zeros(w), gradient, Arrays.copyOf(out, n), lanes);
        }
        case JVP_OF_JVP -> {
          double[][] along = Arrays.copyOfRange(in, n, 2 * n);
          double[][] by = Arrays.copyOfRange(in, 2 * n, 3 * n);
          double[][] moved = Arrays.copyOfRange(in, 3 * n, 4 * n);
          with.pushAgain(x, along, by, moved, out[0], lanes);
        }
      }
    };
  }

  private static double[][] zeros(double[][] like) {
    return Arrays.stream(like).map(array -> new double[array.length]).toArray(double[][]::new);
  }
}
