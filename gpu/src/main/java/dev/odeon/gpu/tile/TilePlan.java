package dev.odeon.gpu.tile;

import dev.odeon.gpu.ensemble.SweepProgram;
import dev.odeon.gpu.ensemble.TrajectoryKernel;
import dev.odeon.gpu.ensemble.TrajectoryProgram;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.ode.lanes.LaneProgram;
import java.util.List;
import java.util.Optional;

/// Whether the trajectories of a solve are better off with a block of threads for several of them,
/// or with a thread for each.
///
/// @param isTile whether a block shares a tile
/// @param reason why, one sentence
public record TilePlan(boolean isTile, String reason) {
  /// A thread has 255 registers of 32 bits: beyond so many `f64` products of one evaluation its
  /// layers do not stay in them.
  private static final int MOST_PRODUCTS = 256;

  /// Products of matrices per lane, eliminations and the like are the work of one thread of a
  /// column: beyond so many elements the others would wait for it too long.
  private static final int MOST_ALONE = 64;

  static final List<TileShape> SHAPES =
      List.of(
          new TileShape(32, TileShape.RESIDUES),
          new TileShape(16, TileShape.RESIDUES),
          new TileShape(8, TileShape.RESIDUES));

  /// Looks at one evaluation of the field.
  public static TilePlan of(LaneProgram program) {
    Graph field = program.steps().field().graph();
    long largest = 0;
    for (Equation equation : field.equations()) {
      largest = Math.max(largest, weights(equation));
    }
    if (largest <= MOST_PRODUCTS) {
      return new TilePlan(
          false,
          "a thread for each trajectory: the largest layer has "
              + largest
              + " weights, which its registers serve");
    }
    for (Equation equation : program.attempt().equations()) {
      if (isAlone(equation)) {
        return new TilePlan(
            false,
            "a thread for each trajectory: threads cannot share "
                + equation.op().name()
                + equation.origin().suffix());
      }
    }
    return new TilePlan(
        true,
        "a block of threads for a tile of trajectories: the largest layer has "
            + largest
            + " weights, more than the registers of a thread serve");
  }

  /// Whether threads can share what goes back through a step.
  static boolean canShare(SweepProgram program) {
    return program.sums().own().equations().stream().noneMatch(TilePlan::isAlone);
  }

  /// Number of shared weights that a product of a matrix and a vector reads.
  private static long weights(Equation equation) {
    if (!(equation.op() instanceof Op.DotGeneral dot)
        || !dot.leftBatch().isEmpty()
        || equation.result().type().shape().rank() != 1) {
      return 0;
    }
    return equation.operands().stream()
        .filter(x -> x.scope() == Scope.SHARED && x.type().shape().rank() == 2)
        .mapToLong(x -> x.type().size())
        .max()
        .orElse(0);
  }

  private static boolean isAlone(Equation equation) {
    boolean large =
        equation.results().stream().anyMatch(result -> result.type().size() > MOST_ALONE);
    return switch (equation.op()) {
      case Op.Constant _, Op.Elementwise _, Op.Rearrangement _ -> false;
      case Op.DotGeneral _ -> large && weights(equation) == 0;
      case Op.Combination _, Op.Cond _, Op.While _, Op.Scan _, Op.Custom _ -> large;
    };
  }

  /// The kernel of a solve in the form that suits it.
  ///
  /// @param room bytes of shared memory that a block may have
  /// @throws IllegalArgumentException if the solve cannot be a kernel
  public static TrajectoryKernel kernel(LaneProgram program, int room) {
    if (!of(program).isTile()) {
      return TrajectoryKernel.of(program);
    }
    return form(program, room)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the layers of the field need more than the "
                        + room
                        + " bytes that a block shares"))
        .kernel(TrajectoryProgram.of(program));
  }

  /// The largest tile that fits.
  ///
  /// @param room bytes of shared memory that a block may have
  static Optional<TileForm> form(LaneProgram program, int room) {
    TrajectoryProgram threads = TrajectoryProgram.of(program);
    return SHAPES.stream()
        .filter(shape -> TileKernel.of(threads.code(), shape, room).isPresent())
        .findFirst()
        .map(shape -> new TileForm(shape, room));
  }
}
