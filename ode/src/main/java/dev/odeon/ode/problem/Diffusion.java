package dev.odeon.ode.problem;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import java.util.List;

/// The noise of a field: g in `dy = f(t, y, p) dt + g(t, y, p) dW`.
///
/// Which path W takes depends on two parameters of the field, [#SEED] and [#TRAJECTORY].
///
/// @param graph the inputs of the field's graph to g: `[d]`, one noise a component, or `[d, m]`, m
///   noises, per lane
/// @param calculus what the integral over W means
/// @param motion where W comes from
public record Diffusion(Graph graph, Calculus calculus, BrownianMotion motion) {
  /// Name of the parameter with the seed, a whole number of at most 53 bits.
  public static final String SEED = "noise.seed";

  /// Name of the parameter with the number of the trajectory, a whole number of at most 32 bits.
  public static final String TRAJECTORY = "noise.trajectory";

  /// The largest magnitude of a seed: whole numbers up to here are `double` numbers.
  public static final long LARGEST_SEED = 1L << 53;

  /// The largest number of a trajectory.
  public static final long LARGEST_TRAJECTORY = (1L << 32) - 1;

  public Diffusion {
    Value y = graph.inputs().get(1);
    Value g = graph.outputs().getFirst();
    Shape shape = g.type().shape();
    boolean fits =
        (shape.rank() == 1 || shape.rank() == 2)
            && shape.dim(0) == y.type().size()
            && shape.size() > 0;
    if (!fits || g.scope() != Scope.PER_LANE) {
      throw new IllegalArgumentException(
          "noise "
              + graph.name()
              + " has shape ["
              + shape
              + "]; a state of length "
              + y.type().size()
              + " needs ["
              + y.type().size()
              + "], or ["
              + y.type().size()
              + ", m] for m noises");
    }
  }

  /// Whether every component has a noise of its own.
  public boolean isDiagonal() {
    return shape().rank() == 1;
  }

  /// Number of noises.
  public int noises() {
    return shape().dim(shape().rank() - 1);
  }

  private Shape shape() {
    return graph.outputs().getFirst().type().shape();
  }

  /// Whether a parameter of that name says which path W takes.
  public static boolean isOfPath(String parameter) {
    return parameter.equals(SEED) || parameter.equals(TRAJECTORY);
  }

  /// Checks that a seed can be one.
  ///
  /// @throws IllegalArgumentException if it has too many bits
  public static void checkSeed(long seed) {
    if (seed < -LARGEST_SEED || seed > LARGEST_SEED) {
      throw new IllegalArgumentException("seed " + seed + " is not within -2^53..2^53");
    }
  }

  /// Checks values of a parameter of the path: what is not whole would be rounded, so that
  /// trajectories share paths.
  ///
  /// @param parameter [#SEED] or [#TRAJECTORY]
  /// @throws IllegalArgumentException naming the first that is not a whole number of so many bits
  static void checkPath(String parameter, double[] values) {
    boolean isSeed = parameter.equals(SEED);
    double least = isSeed ? -LARGEST_SEED : 0;
    double most = isSeed ? LARGEST_SEED : LARGEST_TRAJECTORY;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != Math.rint(values[i]) || values[i] < least || values[i] > most) {
        throw new IllegalArgumentException(
            "parameter '"
                + parameter
                + "' element "
                + i
                + " is "
                + values[i]
                + ", not a whole number within "
                + (isSeed ? "-2^53..2^53" : "0..2^32-1"));
      }
    }
  }

  /// The values of the parameters of the path, in their order: the seed, then the numbers of
  /// `lanes` trajectories that follow each other.
  ///
  /// @param seed other seeds give independent paths
  /// @param first number of the first trajectory
  /// @throws IllegalArgumentException if a number has too many bits
  public static List<double[]> paths(long seed, long first, int lanes) {
    checkSeed(seed);
    if (first < 0 || first > LARGEST_TRAJECTORY + 1 - lanes) {
      throw new IllegalArgumentException(
          "trajectories " + first + " to " + (first + lanes - 1) + " are not within 0..2^32-1");
    }
    double[] numbers = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      numbers[lane] = first + lane;
    }
    return List.of(new double[] {seed}, numbers);
  }
}
