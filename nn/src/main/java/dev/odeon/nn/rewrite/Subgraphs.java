package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import java.util.List;

/// Descends into the graphs that primitives hold.
final class Subgraphs {
  private Subgraphs() {}

  /// The graphs that `op` holds.
  static List<Graph> of(Op op) {
    return op instanceof Op.Cond cond
        ? List.of(cond.whenTrue(), cond.whenFalse())
        : op instanceof Op.While loop
            ? List.of(loop.condition(), loop.body())
            : op instanceof Op.Scan scan ? List.of(scan.body()) : List.of();
  }

  /// `op` with `pass` applied to its sub-graphs; `op` itself if none changed.
  static Op rewrite(Op op, Rewrite pass) {
    return switch (op) {
      case Op.Cond cond -> {
        Graph whenTrue = pass.apply(cond.whenTrue());
        Graph whenFalse = pass.apply(cond.whenFalse());
        boolean same = whenTrue.equals(cond.whenTrue()) && whenFalse.equals(cond.whenFalse());
        yield same ? op : new Op.Cond(whenTrue, whenFalse);
      }
      case Op.While loop -> {
        Graph condition = pass.apply(loop.condition());
        Graph body = pass.apply(loop.body());
        boolean same = condition.equals(loop.condition()) && body.equals(loop.body());
        yield same ? op : new Op.While(condition, body, loop.consts());
      }
      case Op.Scan scan -> {
        Graph body = pass.apply(scan.body());
        yield body.equals(scan.body())
            ? op
            : new Op.Scan(body, scan.consts(), scan.carries(), scan.length(), scan.order());
      }
      case Op.Constant _, Op.Elementwise _, Op.Rearrangement _, Op.Combination _, Op.Custom _ -> op;
    };
  }
}
