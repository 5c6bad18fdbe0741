package dev.odeon.nn.ad;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table of reverse mode: for each primitive, cotangents of its operands from those of its
/// results.
final class VjpRules {
  private VjpRules() {}

  /// One equation in a reverse sweep.
  ///
  /// @param tracer where rules emit
  /// @param x operands
  /// @param y results
  /// @param w cotangents of the results, null for zero, at least one not null
  /// @param wanted which operands need a cotangent
  record Site(
      Tracer tracer,
      List<Tensor> x,
      List<Tensor> y,
      List<@Nullable Tensor> w,
      List<Boolean> wanted) {
    /// The cotangent of the only result.
    Tensor cotangent() {
      Tensor only = w.getFirst();
      if (only == null) {
        throw new IllegalStateException("rule called without a cotangent");
      }
      return only;
    }

    /// The cotangent of result `i`, zeros if absent.
    Tensor cotangentOrZeros(int i) {
      Tensor cotangent = w.get(i);
      return cotangent == null ? y.get(i).zeros() : cotangent;
    }

    boolean wants(int i) {
      return wanted.get(i);
    }
  }

  static List<@Nullable Tensor> pullBack(Site at, Op op) {
    return switch (op) {
      case Op.Constant _ -> List.of();
      case Op.Unary unary ->
          one(
              at.cotangent()
                  .times(
                      UnaryDerivatives.of(unary.function(), at.x().getFirst(), at.y().getFirst())));
      case Op.Binary binary -> binary(at, binary.function());
      case Op.Fma _ -> {
        Tensor w = at.cotangent();
        yield list(
            at.wants(0) ? w.times(at.x().get(1)) : null,
            at.wants(1) ? w.times(at.x().get(0)) : null,
            w);
      }
      case Op.Compare _,
          Op.Logical _,
          Op.Not _,
          Op.ShiftBits _,
          Op.BitcastConvert _,
          Op.ArgMaxWindow _,
          Op.StopGradient _ ->
          none(at);
      case Op.Select _ -> {
        Tensor w = at.cotangent();
        Tensor p = at.x().getFirst();
        yield list(
            null,
            at.wants(1) ? p.select(w, w.zeros()) : null,
            at.wants(2) ? p.select(w.zeros(), w) : null);
      }
      case Op.Convert _ when !at.x().getFirst().dtype().isFloating() -> none(at);
      case Op.Convert _ ->
          one(at.tracer().apply1(new Op.Convert(at.x().getFirst().dtype()), at.cotangent()));
      case Op.BroadcastInDim broadcast -> one(MovementRules.broadcast(at, broadcast));
      case Op.Reshape _ -> one(at.cotangent().reshape(at.x().getFirst().shape()));
      case Op.Transpose transpose -> one(MovementRules.transpose(at, transpose));
      case Op.Slice slice -> one(MovementRules.slice(at, slice));
      case Op.Pad pad -> one(MovementRules.pad(at, pad));
      case Op.Concatenate concatenate -> MovementRules.concatenate(at, concatenate);
      case Op.Gather _ ->
          list(at.x().get(0).zeros().scatterAdd(at.x().get(1), at.cotangent()), null);
      case Op.ScatterAdd _ ->
          list(at.cotangent(), null, at.wants(2) ? at.cotangent().gather(at.x().get(1)) : null);
      case Op.Reverse _ -> one(at.tracer().apply1(op, at.cotangent()));
      case Op.CumulativeSum sum -> {
        int[] axis = {sum.axis()};
        yield one(at.cotangent().reverse(axis).cumulativeSum(sum.axis()).reverse(axis));
      }
      case Op.Reduce reduce -> one(ReductionRules.reduce(at, reduce));
      case Op.DotGeneral dot -> ReductionRules.dot(at, dot);
      case Op.Convolution convolution -> ConvolutionRules.pullBack(at, convolution);
      case Op.ReduceWindow reduce -> one(PoolingRules.pullBack(at, reduce));
      case Op.LuFactor _ -> one(FactorRules.pullBack(at));
      case Op.LuSolve solve -> SolveRules.pullBack(at, solve.form());
      case Op.SparseLuFactor _ -> none(at);
      case Op.SparseLuSolve solve -> SparseSolveRules.pullBack(at, solve);
      case Op.LaneReduce _ -> {
        boolean counted = at.x().getFirst().scope() == Scope.SHARED;
        yield one(counted ? at.cotangent().laneSum() : at.cotangent());
      }
      case Op.LaneBroadcast _ -> one(at.cotangent());
      case Op.Cond cond -> SubgraphVjp.cond(at, cond);
      case Op.While loop -> LoopVjp.pullBack(at, loop);
      case Op.Scan scan -> SubgraphVjp.scan(at, scan);
      case Op.Custom custom -> custom(at, custom);
    };
  }

  private static List<@Nullable Tensor> binary(Site at, BinaryFunction function) {
    Tensor w = at.cotangent();
    Tensor x = at.x().get(0);
    Tensor y = at.x().get(1);
    Tensor result = at.y().getFirst();
    return list(
        at.wants(0) ? BinaryDerivatives.left(function, x, y, result).scale(w) : null,
        at.wants(1) ? BinaryDerivatives.right(function, x, y, result).scale(w) : null);
  }

  private static List<@Nullable Tensor> custom(Site at, Op.Custom custom) {
    List<Tensor> operands = new ArrayList<>(at.x());
    for (int i = 0; i < at.y().size(); i++) {
      Tensor cotangent = at.cotangentOrZeros(i);
      boolean spread = cotangent.scope() != at.y().get(i).scope();
      operands.add(spread ? at.tracer().apply1(new Op.LaneBroadcast(), cotangent) : cotangent);
    }
    return new ArrayList<>(at.tracer().apply(new Op.Custom(custom.function().vjp()), operands));
  }

  static List<@Nullable Tensor> none(Site at) {
    return Arrays.asList(new @Nullable Tensor[at.x().size()]);
  }

  static List<@Nullable Tensor> one(@Nullable Tensor cotangent) {
    return Arrays.asList(new @Nullable Tensor[] {cotangent});
  }

  static List<@Nullable Tensor> list(@Nullable Tensor... cotangents) {
    return Arrays.asList(cotangents);
  }
}
