package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table of forward mode: for each primitive, tangents of its results from those of its
/// operands.
final class JvpRules {
  private JvpRules() {}

  /// One equation in a forward sweep.
  ///
  /// @param tracer where rules emit
  /// @param x operands
  /// @param y results
  /// @param dx tangents of the operands, null for zero, at least one not null
  record Site(Tracer tracer, List<Tensor> x, List<Tensor> y, List<@Nullable Tensor> dx) {
    /// The tangent of operand `i`, zeros if absent.
    Tensor tangent(int i) {
      Tensor tangent = dx.get(i);
      return tangent == null ? x.get(i).zeros() : tangent;
    }

    Tensor only() {
      return tangent(0);
    }
  }

  static List<@Nullable Tensor> push(Site at, Op op) {
    return switch (op) {
      case Op.Constant _,
          Op.Compare _,
          Op.Logical _,
          Op.Not _,
          Op.ShiftBits _,
          Op.BitcastConvert _,
          Op.ArgMaxWindow _,
          Op.StopGradient _ ->
          VjpRules.one(null);
      case Op.Unary unary ->
          VjpRules.one(
              at.only()
                  .times(
                      UnaryDerivatives.of(unary.function(), at.x().getFirst(), at.y().getFirst())));
      case Op.Binary binary -> {
        Tensor left = at.dx().get(0);
        Tensor right = at.dx().get(1);
        Tensor x = at.x().get(0);
        Tensor y = at.x().get(1);
        Tensor z = at.y().getFirst();
        yield VjpRules.one(
            sum(
                left == null
                    ? null
                    : BinaryDerivatives.left(binary.function(), x, y, z).scale(left),
                right == null
                    ? null
                    : BinaryDerivatives.right(binary.function(), x, y, z).scale(right)));
      }
      case Op.Fma _ -> {
        Tensor left = at.dx().get(0);
        Tensor right = at.dx().get(1);
        yield VjpRules.one(
            sum(
                sum(
                    left == null ? null : left.times(at.x().get(1)),
                    right == null ? null : at.x().get(0).times(right)),
                at.dx().get(2)));
      }
      case Op.Select _ -> VjpRules.one(at.x().getFirst().select(at.tangent(1), at.tangent(2)));
      case Op.Gather _ -> VjpRules.one(at.only().gather(at.x().get(1)));
      case Op.ScatterAdd _ -> VjpRules.one(at.tangent(0).scatterAdd(at.x().get(1), at.tangent(2)));
      case Op.Convert _,
          Op.BroadcastInDim _,
          Op.Reshape _,
          Op.Transpose _,
          Op.Slice _,
          Op.Pad _,
          Op.Reverse _,
          Op.CumulativeSum _ ->
          VjpRules.one(at.tracer().apply1(op, at.only()));
      case Op.Concatenate _ -> {
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < at.x().size(); i++) {
          parts.add(at.tangent(i));
        }
        yield VjpRules.one(at.tracer().apply(op, parts).getFirst());
      }
      case Op.Reduce reduce -> VjpRules.one(reduce(at, reduce));
      case Op.DotGeneral _, Op.Convolution _ -> {
        Tensor left = at.dx().get(0);
        Tensor right = at.dx().get(1);
        yield VjpRules.one(
            sum(
                left == null ? null : at.tracer().apply1(op, left, at.x().get(1)),
                right == null ? null : at.tracer().apply1(op, at.x().get(0), right)));
      }
      case Op.ReduceWindow reduce -> VjpRules.one(PoolingRules.push(at, reduce));
      case Op.LuFactor _ -> VjpRules.list(FactorRules.push(at), null);
      case Op.LuSolve solve -> VjpRules.one(SolveRules.push(at, solve.form()));
      case Op.SparseLuFactor _ -> VjpRules.one(null);
      case Op.SparseLuSolve solve -> VjpRules.one(SparseSolveRules.push(at, solve));
      case Op.LaneReduce _ -> {
        Scope expected = at.x().getFirst().scope();
        if (at.only().scope() != expected && expected == Scope.SHARED) {
          throw new IllegalArgumentException(
              "lane_reduce: a shared operand has a tangent a lane; lanes cannot go directions of"
                  + " their own through a lane sum");
        }
        yield VjpRules.one(at.tracer().apply1(op, at.only()));
      }
      case Op.LaneBroadcast _ -> VjpRules.one(at.only());
      case Op.Cond cond -> SubgraphJvp.cond(at, cond);
      case Op.While loop -> SubgraphJvp.whileLoop(at, loop);
      case Op.Scan scan -> SubgraphJvp.scan(at, scan);
      case Op.Custom custom -> {
        List<Tensor> operands = new ArrayList<>(at.x());
        for (int i = 0; i < at.x().size(); i++) {
          operands.add(Cotangents.inScopeOf(at.x().get(i).value(), at.tangent(i)));
        }
        yield new ArrayList<>(at.tracer().apply(new Op.Custom(custom.function().jvp()), operands));
      }
    };
  }

  private static Tensor reduce(Site at, Op.Reduce op) {
    Tensor x = at.x().getFirst();
    Tensor dx = at.only();
    return switch (op.kind()) {
      case SUM -> at.tracer().apply1(op, dx);
      case PRODUCT ->
          at.tracer()
              .apply1(
                  new Op.Reduce(Reduction.SUM, op.axes()),
                  dx.times(ProductOfOthers.of(x, op.axes())));
      case MAX, MIN -> {
        Tensor whole = ReductionRules.spread(at.tracer(), at.y().getFirst(), x.shape(), op.axes());
        Tensor ones = x.compare(Comparison.EQ, whole).select(x.scalar(1), x.scalar(0));
        Op sum = new Op.Reduce(Reduction.SUM, op.axes());
        yield at.tracer().apply1(sum, dx.times(ones)).dividedBy(at.tracer().apply1(sum, ones));
      }
    };
  }

  static @Nullable Tensor sum(@Nullable Tensor x, @Nullable Tensor y) {
    return x == null ? y : y == null ? x : x.plus(y);
  }
}
