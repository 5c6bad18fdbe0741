package dev.odeon.nn.graph;

import java.util.ArrayList;
import java.util.List;

/// Types and scopes of the results of a primitive: the one place that says which operands fit which
/// primitive.
public final class TypeRules {
  private TypeRules() {}

  /// Types and scopes of the results of `op` for the given operands.
  ///
  /// @throws IllegalArgumentException if the operands do not fit; the message names the primitive
  ///   and the shapes
  public static List<ValueType> infer(Op op, List<ValueType> x) {
    return switch (op) {
      case Op.Constant constant -> {
        arity(op, x, 0);
        yield List.of(new ValueType(constant.value().type(), Scope.SHARED));
      }
      case Op.Unary _ -> {
        arity(op, x, 1);
        floating(op, x.get(0));
        yield x;
      }
      case Op.Binary binary ->
          binary.function().takesIntegers() ? sameNumbers(op, x, 2) : sameFloating(op, x, 2);
      case Op.Fma _ -> sameFloating(op, x, 3);
      case Op.Compare _ -> {
        ValueType common = sameNumbers(op, x, 2).getFirst();
        yield List.of(new ValueType(common.type().withDType(DType.BOOL), common.scope()));
      }
      case Op.Logical _ -> {
        arity(op, x, 2);
        bits(op, x.get(0));
        bits(op, x.get(1));
        yield List.of(same(op, x));
      }
      case Op.Not _ -> {
        arity(op, x, 1);
        bits(op, x.get(0));
        yield x;
      }
      case Op.ShiftBits _ -> {
        arity(op, x, 2);
        require(
            x.get(0).type().dtype().isInteger(),
            op,
            "operand of type " + x.get(0).type() + " is no whole number");
        yield List.of(same(op, x));
      }
      case Op.Select _ -> select(op, x);
      case Op.BitcastConvert bitcast -> {
        arity(op, x, 1);
        DType from = x.get(0).type().dtype();
        boolean fits =
            from.isFloating() != bitcast.to().isFloating() && from.bytes() == bitcast.to().bytes();
        require(fits, op, from.text() + " has no counterpart " + bitcast.to().text());
        yield List.of(new ValueType(x.get(0).type().withDType(bitcast.to()), x.get(0).scope()));
      }
      case Op.Convert convert -> {
        arity(op, x, 1);
        yield List.of(new ValueType(x.get(0).type().withDType(convert.to()), x.get(0).scope()));
      }
      case Op.BroadcastInDim _,
          Op.Reshape _,
          Op.Transpose _,
          Op.Slice _,
          Op.Pad _,
          Op.Concatenate _,
          Op.Reverse _,
          Op.CumulativeSum _,
          Op.Reduce _,
          Op.DotGeneral _ ->
          ShapeRules.infer(op, x);
      case Op.Gather _ -> IndexRules.gather(op, x);
      case Op.ScatterAdd _ -> IndexRules.scatterAdd(op, x);
      case Op.LuFactor _ -> LinearRules.factor(op, x);
      case Op.LuSolve _ -> LinearRules.solve(op, x);
      case Op.SparseLuFactor factor -> LinearRules.sparseFactor(factor, x);
      case Op.SparseLuSolve solve -> LinearRules.sparseSolve(solve, x);
      case Op.Convolution convolution -> WindowRules.convolution(convolution, x);
      case Op.ReduceWindow reduce -> List.of(WindowRules.positions(op, reduce.window(), x));
      case Op.ArgMaxWindow max -> {
        ValueType positions = WindowRules.positions(op, max.window(), x);
        yield List.of(new ValueType(positions.type().withDType(DType.I32), positions.scope()));
      }
      case Op.LaneReduce _ -> {
        arity(op, x, 1);
        floating(op, x.get(0));
        yield List.of(new ValueType(x.get(0).type(), Scope.SHARED));
      }
      case Op.LaneBroadcast _ -> {
        arity(op, x, 1);
        yield List.of(new ValueType(x.get(0).type(), Scope.PER_LANE));
      }
      case Op.StopGradient _ -> {
        arity(op, x, 1);
        yield x;
      }
      case Op.Cond cond -> SubgraphRules.cond(cond, x);
      case Op.While loop -> SubgraphRules.whileLoop(loop, x);
      case Op.Scan scan -> SubgraphRules.scan(scan, x);
      case Op.Custom custom -> custom.function().infer(x);
    };
  }

  static void arity(Op op, List<ValueType> x, int expected) {
    require(x.size() == expected, op, "takes " + expected + " operands, got " + x.size());
  }

  static void require(boolean holds, Op op, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException(op.name() + ": " + complaint);
    }
  }

  static Scope joinScopes(List<ValueType> x) {
    Scope scope = Scope.SHARED;
    for (ValueType operand : x) {
      scope = scope.join(operand.scope());
    }
    return scope;
  }

  private static List<ValueType> sameFloating(Op op, List<ValueType> x, int expected) {
    arity(op, x, expected);
    floating(op, x.get(0));
    return List.of(same(op, x));
  }

  private static List<ValueType> sameNumbers(Op op, List<ValueType> x, int expected) {
    arity(op, x, expected);
    require(
        x.get(0).type().dtype() != DType.BOOL,
        op,
        "operand of type " + x.get(0).type() + " is not a number");
    return List.of(same(op, x));
  }

  private static ValueType same(Op op, List<ValueType> x) {
    TensorType first = x.getFirst().type();
    for (ValueType operand : x) {
      require(operand.type().equals(first), op, "operands of types " + types(x) + " differ");
    }
    return new ValueType(first, joinScopes(x));
  }

  private static List<ValueType> select(Op op, List<ValueType> x) {
    arity(op, x, 3);
    truth(op, x.get(0));
    require(
        x.get(1).type().equals(x.get(2).type())
            && x.get(0).type().shape().equals(x.get(1).type().shape()),
        op,
        "operands of types " + types(x) + " do not match");
    return List.of(new ValueType(x.get(1).type(), joinScopes(x)));
  }

  static void floating(Op op, ValueType x) {
    require(x.type().dtype().isFloating(), op, "operand of type " + x.type() + " is not a number");
  }

  private static void bits(Op op, ValueType x) {
    require(
        !x.type().dtype().isFloating(),
        op,
        "operand of type " + x.type() + " is neither a truth value nor a whole number");
  }

  private static void truth(Op op, ValueType x) {
    require(
        x.type().dtype() == DType.BOOL,
        op,
        "operand of type " + x.type() + " is not a truth value");
  }

  static List<String> types(List<ValueType> x) {
    List<String> types = new ArrayList<>();
    for (ValueType operand : x) {
      types.add(operand.type().toString());
    }
    return types;
  }
}
