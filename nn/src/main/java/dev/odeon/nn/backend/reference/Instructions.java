package dev.odeon.nn.backend.reference;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.CustomKernel;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import java.util.function.Function;

/// The table of the interpreter: an instruction for each primitive.
public final class Instructions {
  private Instructions() {}

  /// The instruction of one equation by itself; all its operands stand in their slots.
  ///
  /// @param parts makes what runs the graphs inside of it: branches and bodies of loops
  public static Instruction of(Equation equation, Function<Graph, Executable> parts) {
    return of(equation, Splats.none(), new ExpandedRows(), parts);
  }

  static Instruction of(
      Equation equation, Splats splats, ExpandedRows expanded, Function<Graph, Executable> parts) {
    return switch (equation.op()) {
      case Op.Constant _ -> throw new IllegalStateException("constants are stored, not run");
      case Op.Elementwise elementwise -> Elementwise.of(equation, elementwise, splats, expanded);
      case Op.Reshape _, Op.StopGradient _ -> alias(equation);
      case Op.LaneBroadcast _ ->
          isAlias(equation)
              ? alias(equation)
              : Movement.gather(equation, Sources.identity(equation));
      case Op.BroadcastInDim broadcast ->
          Movement.gather(equation, Sources.broadcast(equation, broadcast));
      case Op.Transpose transpose ->
          Movement.gather(equation, Sources.transpose(equation, transpose));
      case Op.Slice slice -> Movement.gather(equation, Sources.slice(equation, slice));
      case Op.Pad pad -> Movement.gather(equation, Sources.pad(equation, pad));
      case Op.Concatenate concatenate -> Movement.concatenate(equation, concatenate);
      case Op.Reverse reverse -> Movement.gather(equation, Sources.reverse(equation, reverse));
      case Op.Gather _ -> Indexing.gather(equation);
      case Op.ScatterAdd _ -> Indexing.scatterAdd(equation);
      case Op.CumulativeSum sum -> Summation.cumulative(equation, sum);
      case Op.Reduce reduce -> Summation.reduce(equation, reduce);
      case Op.DotGeneral dot -> Contraction.of(equation, dot);
      case Op.Convolution convolution -> new ConvolutionInstruction(equation, convolution);
      case Op.ReduceWindow reduce -> Pooling.reduce(equation, reduce);
      case Op.ArgMaxWindow max -> Pooling.argMax(equation, max.window());
      case Op.LuFactor _ -> new FactorInstruction(equation);
      case Op.LuSolve solve -> new SolveInstruction(equation, solve.form());
      case Op.SparseLuFactor factor -> new SparseFactorInstruction(equation, factor);
      case Op.SparseLuSolve solve -> new SparseSolveInstruction(equation, solve);
      case Op.LaneReduce _ -> Summation.lanes(equation);
      case Op.Cond cond -> new CondInstruction(equation, cond, parts);
      case Op.While loop -> new WhileInstruction(equation, loop, parts);
      case Op.Scan scan -> new ScanInstruction(equation, scan, parts);
      case Op.Custom custom -> custom(equation, custom);
    };
  }

  /// Whether the result is the operand's own array.
  public static boolean isAlias(Equation equation) {
    return equation.op() instanceof Op.Reshape
        || equation.op() instanceof Op.StopGradient
        || (equation.op() instanceof Op.LaneBroadcast
            && equation.operands().getFirst().scope() == Scope.PER_LANE);
  }

  @SuppressWarnings("ReferenceEquality") // whether it is the very array
  private static Instruction alias(Equation equation) {
    int from = equation.operands().getFirst().id();
    int to = equation.result().id();
    return (slots, _) -> {
      if (slots[to] != slots[from]) {
        slots[to] = slots[from];
      }
    };
  }

  private static Instruction custom(Equation equation, Op.Custom custom) {
    CustomKernel kernel =
        custom.function().bind(equation.operands().stream().map(ValueType::of).toList());
    int[] from = equation.operands().stream().mapToInt(Value::id).toArray();
    int[] to = equation.results().stream().mapToInt(Value::id).toArray();
    double[][] operands = new double[from.length][];
    double[][] results = new double[to.length][];
    return (slots, lanes) -> {
      for (int i = 0; i < from.length; i++) {
        operands[i] = slots[from[i]];
      }
      for (int i = 0; i < to.length; i++) {
        results[i] = slots[to[i]];
      }
      kernel.run(operands, results, lanes);
    };
  }
}
