package dev.odeon.gpu.backend;

import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;

/// The table of the backend: a step for each primitive that shares its kernel with no other.
final class SingleStep {
  private SingleStep() {}

  static void add(Equation equation, DeviceProgram.Builder program) {
    if (!(equation.op() instanceof Op.Call)
        && equation.results().stream().allMatch(y -> y.type().size() == 0)) {
      return;
    }
    MoveKernel move = new MoveKernel(program, equation);
    switch (equation.op()) {
      case Op.Constant _, Op.Elementwise _, Op.Reshape _, Op.StopGradient _ ->
          throw new IllegalStateException(equation.op().name() + " has no step of its own");
      case Op.LaneBroadcast _ -> move.gather(Sources.identity(equation));
      case Op.BroadcastInDim broadcast -> move.gather(Sources.broadcast(equation, broadcast));
      case Op.Transpose transpose -> move.gather(Sources.transpose(equation, transpose));
      case Op.Slice slice -> move.gather(Sources.slice(equation, slice));
      case Op.Pad pad -> move.gather(Sources.pad(equation, pad));
      case Op.Reverse reverse -> move.gather(Sources.reverse(equation, reverse));
      case Op.Concatenate concatenate -> move.concatenate(concatenate);
      case Op.Gather _ -> new IndexKernel(program, equation).gather();
      case Op.ScatterAdd _ -> new IndexKernel(program, equation).scatterAdd();
      case Op.CumulativeSum sum -> new SumKernel(program, equation).cumulative(sum);
      case Op.Reduce reduce -> new SumKernel(program, equation).reduce(reduce);
      case Op.DotGeneral dot -> new ProductKernel(program, equation).dot(dot);
      case Op.Convolution convolution ->
          new WindowKernel(program, equation).convolution(convolution);
      case Op.ReduceWindow reduce -> new WindowKernel(program, equation).reduce(reduce);
      case Op.ArgMaxWindow max -> new WindowKernel(program, equation).argMax(max.window());
      case Op.LuFactor _ -> new FactorKernel(program, equation).factor();
      case Op.LuSolve solve -> new SolveKernel(program, equation).solve(solve.form());
      case Op.SparseLuFactor _, Op.SparseLuSolve _ ->
          throw new IllegalStateException(equation.op().name() + " is always code of one lane");
      case Op.LaneReduce _ -> program.step(LaneSumStep.of(equation, program));
      case Op.Cond cond -> program.step(CondStep.of(equation, cond, program));
      case Op.While loop -> program.step(WhileStep.of(equation, loop, program));
      case Op.Scan scan -> program.step(ScanStep.of(equation, scan, program));
      case Op.Custom custom -> program.step(CustomStep.of(equation, custom.function()));
    }
  }
}
