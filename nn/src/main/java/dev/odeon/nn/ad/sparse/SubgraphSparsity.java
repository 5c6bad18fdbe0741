package dev.odeon.nn.ad.sparse;

import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The part of [SparsityRules] for primitives that hold graphs.
final class SubgraphSparsity {
  private SubgraphSparsity() {}

  /// What either branch may depend on.
  static List<Dependence> cond(Op.Cond op, List<Dependence> x) {
    List<Dependence> arguments = x.subList(1, x.size());
    return unions(
        JacobianSparsity.push(op.whenTrue(), arguments),
        JacobianSparsity.push(op.whenFalse(), arguments));
  }

  /// What the carries may depend on after any number of turns: the sets grow until they no longer
  /// do.
  static List<Dependence> whileLoop(Op.While op, List<Dependence> x) {
    List<Dependence> carries = x.subList(op.consts(), x.size());
    while (true) {
      List<Dependence> arguments = new ArrayList<>(x.subList(0, op.consts()));
      arguments.addAll(carries);
      List<Dependence> next = unions(carries, JacobianSparsity.push(op.body(), arguments));
      boolean same = true;
      for (int i = 0; i < next.size(); i++) {
        same &= next.get(i).sameAs(carries.get(i));
      }
      if (same) {
        return next;
      }
      carries = next;
    }
  }

  /// Slice after slice, exactly.
  static List<Dependence> scan(Op.Scan op, List<Dependence> x) {
    int held = op.consts() + op.carries();
    List<Value> outputs = op.body().outputs();
    List<Dependence> carries = x.subList(op.consts(), held);
    int[][][] stacked = new int[outputs.size() - op.carries()][][];
    for (int i = 0; i < stacked.length; i++) {
      Shape shape = outputs.get(op.carries() + i).type().shape();
      stacked[i] = new int[op.length() * shape.size()][];
      Arrays.fill(stacked[i], Dependence.NONE);
    }
    for (int step = 0; step < op.length(); step++) {
      int index = op.order() == ScanOrder.FORWARD ? step : op.length() - 1 - step;
      List<Dependence> arguments = new ArrayList<>(x.subList(0, op.consts()));
      arguments.addAll(carries);
      for (Dependence whole : x.subList(held, x.size())) {
        int length = whole.size() / op.length();
        arguments.add(whole.part(index * length, length));
      }
      List<Dependence> results = JacobianSparsity.push(op.body(), arguments);
      carries = results.subList(0, op.carries());
      for (int i = 0; i < stacked.length; i++) {
        Dependence slice = results.get(op.carries() + i);
        System.arraycopy(slice.toRows(), 0, stacked[i], index * slice.size(), slice.size());
      }
    }
    List<Dependence> all = new ArrayList<>(carries);
    for (int[][] sets : stacked) {
      all.add(new Dependence(sets));
    }
    return all;
  }

  private static List<Dependence> unions(List<Dependence> x, List<Dependence> y) {
    List<Dependence> both = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      both.add(x.get(i).union(y.get(i)));
    }
    return both;
  }
}
