package dev.odeon.nn.graph;

import static dev.odeon.nn.graph.TypeRules.require;

import java.util.ArrayList;
import java.util.List;

/// The part of [TypeRules] for primitives that hold graphs.
///
/// A shared operand may stand for a per-lane input of a sub-graph (it is broadcast), never the
/// other way round.
final class SubgraphRules {
  private SubgraphRules() {}

  static List<ValueType> cond(Op.Cond op, List<ValueType> x) {
    require(
        !x.isEmpty() && isPredicate(x.getFirst()), op, "first operand is not a scalar truth value");
    List<ValueType> args = x.subList(1, x.size());
    accepts(op, op.whenTrue(), args);
    accepts(op, op.whenFalse(), args);
    List<Value> yes = op.whenTrue().outputs();
    List<Value> no = op.whenFalse().outputs();
    require(
        yes.size() == no.size(),
        op,
        "branches have " + yes.size() + " and " + no.size() + " outputs");
    List<ValueType> results = new ArrayList<>();
    for (int i = 0; i < yes.size(); i++) {
      require(
          yes.get(i).type().equals(no.get(i).type()),
          op,
          "output "
              + i
              + " is "
              + yes.get(i).type()
              + " in one branch, "
              + no.get(i).type()
              + " in the other");
      Scope scope = yes.get(i).scope().join(no.get(i).scope()).join(x.getFirst().scope());
      results.add(new ValueType(yes.get(i).type(), scope));
    }
    return results;
  }

  static List<ValueType> whileLoop(Op.While op, List<ValueType> x) {
    accepts(op, op.condition(), x);
    accepts(op, op.body(), x);
    List<Value> verdict = op.condition().outputs();
    require(
        verdict.size() == 1 && isPredicate(ValueType.of(verdict.getFirst())),
        op,
        "condition does not yield a scalar truth value");
    List<Value> carries = op.body().inputs().subList(op.consts(), x.size());
    carriesReturn(op, carries, op.body().outputs());
    List<ValueType> results = new ArrayList<>();
    for (Value carry : carries) {
      require(
          verdict.getFirst().scope() == Scope.SHARED || carry.scope() == Scope.PER_LANE,
          op,
          "condition is per lane, carry " + carry + " is shared");
      results.add(ValueType.of(carry));
    }
    return results;
  }

  static List<ValueType> scan(Op.Scan op, List<ValueType> x) {
    int stackedFrom = op.consts() + op.carries();
    require(
        x.size() >= stackedFrom,
        op,
        "takes at least " + stackedFrom + " operands, got " + x.size());
    List<ValueType> args = new ArrayList<>(x.subList(0, stackedFrom));
    for (ValueType stacked : x.subList(stackedFrom, x.size())) {
      Shape shape = stacked.type().shape();
      require(
          shape.rank() > 0 && shape.dim(0) == op.length(),
          op,
          "stacked operand of shape [" + shape + "] has no leading axis of length " + op.length());
      Shape slice = new Shape(shape.dims().subList(1, shape.rank()));
      args.add(new ValueType(stacked.type().withShape(slice), stacked.scope()));
    }
    accepts(op, op.body(), args);
    List<Value> outputs = op.body().outputs();
    require(
        outputs.size() >= op.carries(), op, "body yields fewer than " + op.carries() + " carries");
    List<Value> carries = op.body().inputs().subList(op.consts(), stackedFrom);
    carriesReturn(op, carries, outputs.subList(0, op.carries()));
    List<ValueType> results = new ArrayList<>();
    carries.forEach(carry -> results.add(ValueType.of(carry)));
    for (Value output : outputs.subList(op.carries(), outputs.size())) {
      List<Integer> dims = new ArrayList<>(List.of(op.length()));
      dims.addAll(output.type().shape().dims());
      results.add(new ValueType(output.type().withShape(new Shape(dims)), output.scope()));
    }
    return results;
  }

  private static boolean isPredicate(ValueType x) {
    return x.type().equals(TensorType.scalar(DType.BOOL));
  }

  private static void accepts(Op op, Graph graph, List<ValueType> args) {
    require(
        graph.inputs().size() == args.size(),
        op,
        "graph "
            + graph.name()
            + " takes "
            + graph.inputs().size()
            + " inputs, got "
            + args.size());
    for (int i = 0; i < args.size(); i++) {
      Value input = graph.inputs().get(i);
      boolean fits =
          input.type().equals(args.get(i).type())
              && input.scope().join(args.get(i).scope()) == input.scope();
      require(fits, op, "input " + input + " of graph " + graph.name() + " got " + args.get(i));
    }
  }

  private static void carriesReturn(Op op, List<Value> carries, List<Value> outputs) {
    require(
        outputs.size() == carries.size(),
        op,
        "body yields " + outputs.size() + " carries, takes " + carries.size());
    for (int i = 0; i < carries.size(); i++) {
      Value carry = carries.get(i);
      Value output = outputs.get(i);
      boolean fits =
          carry.type().equals(output.type()) && carry.scope().join(output.scope()) == carry.scope();
      require(fits, op, "carry " + carry + " comes back as " + output);
    }
  }
}
