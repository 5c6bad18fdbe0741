package dev.odeon.gpu.tile;

import dev.odeon.gpu.ensemble.Operand;
import dev.odeon.gpu.ensemble.Statement;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.List;
import java.util.stream.Stream;

/// Which statements the threads of a block must run together, because they wait for each other.
final class TileStatements {
  private TileStatements() {}

  /// Whether any of them must be run together.
  static boolean anyTogether(List<Statement> statements) {
    return statements.stream().anyMatch(TileStatements::together);
  }

  static boolean together(Statement statement) {
    return switch (statement) {
      case Statement.Apply apply ->
          together(apply.graph()) || apply.operands().stream().anyMatch(TileStatements::isLarge);
      case Statement.Assign _, Statement.Load _, Statement.Store _ -> false;
      case Statement.Count _, Statement.Peek _ -> true;
      case Statement.When when -> anyTogether(when.then()) || anyTogether(when.otherwise());
      case Statement.Repeat repeat -> anyTogether(repeat.body());
      case Statement.Identify _, Statement.SumThreads _, Statement.Keep _ -> true;
    };
  }

  private static boolean isLarge(Operand operand) {
    return operand instanceof dev.odeon.gpu.ensemble.Memory;
  }

  private static boolean together(Graph graph) {
    return graph.equations().stream().anyMatch(TileStatements::together);
  }

  /// What is small, or is made of a thread's own elements alone, needs nobody else.
  private static boolean together(Equation equation) {
    return switch (equation.op()) {
      case Op.Constant _, Op.Elementwise _, Op.Reshape _, Op.StopGradient _, Op.LaneBroadcast _ ->
          false;
      case Op.Rearrangement _, Op.Combination _, Op.Cond _, Op.While _, Op.Scan _, Op.Custom _ ->
          Stream.concat(equation.operands().stream(), equation.results().stream())
              .anyMatch(TileStatements::isLarge);
    };
  }

  private static boolean isLarge(Value value) {
    return value.type().size() > TileShape.SMALL;
  }
}
