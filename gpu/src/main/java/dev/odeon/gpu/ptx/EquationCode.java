package dev.odeon.gpu.ptx;

import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/// The table of the emitter: code for each primitive.
final class EquationCode {
  private final PtxCode code;
  private final LoadedElements elements;
  private final Map<Value, LaneTensor> values = new HashMap<>();
  private final Set<Value> pivots = new HashSet<>();

  private EquationCode(PtxCode code) {
    this.code = code;
    elements = new LoadedElements(code);
  }

  /// Code of `graph`, which has elementary functions no more.
  static List<LaneTensor> of(Graph graph, PtxCode code, List<? extends LaneTensor> inputs) {
    EquationCode body = new EquationCode(code);
    for (int i = 0; i < inputs.size(); i++) {
      body.values.put(graph.inputs().get(i), inputs.get(i));
    }
    for (Equation equation : graph.equations()) {
      List<LaneTensor> results = body.results(equation);
      for (int i = 0; i < results.size(); i++) {
        body.values.put(equation.results().get(i), results.get(i));
      }
      body.elements.next();
    }
    return graph.outputs().stream().map(body::tensor).toList();
  }

  private LaneTensor tensor(Value value) {
    // A checked graph uses only what it defines.
    return Objects.requireNonNull(values.get(value));
  }

  private LaneTensor operand(Equation equation, int k) {
    return tensor(equation.operands().get(k));
  }

  private List<PtxOperand> all(Equation equation, int k) {
    return elements.all(operand(equation, k));
  }

  private List<LaneTensor> results(Equation equation) {
    List<LaneTensor> operands = equation.operands().stream().map(this::tensor).toList();
    return switch (equation.op()) {
      case Op.Constant constant -> List.of(constant(constant.value()));
      case Op.Elementwise op -> List.of(elementwise(equation, op));
      case Op.Rearrangement op -> List.of(rearranged(equation, op));
      case Op.Combination op -> combined(equation, op);
      case Op.Cond cond -> new BranchCode(code).cond(equation, cond, operands);
      case Op.While loop -> new LoopCode(code).whileLoop(equation, loop, operands);
      case Op.Scan scan -> new LoopCode(code).scan(equation, scan, operands);
      case Op.Custom custom ->
          throw new IllegalStateException(custom.function().name() + " was refused before");
    };
  }

  private static RegisterTensor constant(Literal literal) {
    DType dtype = literal.type().dtype();
    return new RegisterTensor(
        dtype,
        IntStream.range(0, literal.size())
            .mapToObj(i -> PtxImmediate.element(dtype, literal.get(i)))
            .toList());
  }

  private LaneTensor elementwise(Equation equation, Op.Elementwise op) {
    ElementCode element = new ElementCode(code);
    DType from = equation.operands().getFirst().type().dtype();
    DType to = equation.result().type().dtype();
    List<PtxOperand> made = new ArrayList<>();
    for (int i = 0; i < equation.result().type().size(); i++) {
      int at = i;
      List<PtxOperand> x =
          equation.operands().stream().map(value -> elements.get(tensor(value), at)).toList();
      made.add(element.of(op, from, to, x));
    }
    return new RegisterTensor(to, made);
  }

  private LaneTensor rearranged(Equation equation, Op.Rearrangement op) {
    LaneTensor x = operand(equation, 0);
    return switch (op) {
      case Op.Reshape _, Op.StopGradient _, Op.LaneBroadcast _ -> x;
      case Op.BroadcastInDim broadcast -> moved(x, Sources.broadcast(equation, broadcast));
      case Op.Transpose transpose -> moved(x, Sources.transpose(equation, transpose));
      case Op.Slice slice -> moved(x, Sources.slice(equation, slice));
      case Op.Pad pad -> moved(x, Sources.pad(equation, pad));
      case Op.Reverse reverse -> moved(x, Sources.reverse(equation, reverse));
      case Op.Concatenate concatenate -> concatenated(equation, concatenate);
    };
  }

  private static LaneTensor moved(LaneTensor x, int[] sources) {
    return switch (x) {
      case MemoryTensor memory -> new MovedTensor(memory, Arrays.stream(sources).boxed().toList());
      case MovedTensor(MemoryTensor base, List<Integer> first) ->
          new MovedTensor(
              base,
              Arrays.stream(sources)
                  .mapToObj(s -> s == Sources.ZERO ? Integer.valueOf(s) : first.get(s))
                  .toList());
      case RegisterTensor(DType dtype, List<? extends PtxOperand> registers) -> {
        PtxOperand zero = PtxImmediate.element(dtype, 0);
        yield new RegisterTensor(
            dtype,
            Arrays.stream(sources)
                .mapToObj(s -> s == Sources.ZERO ? zero : registers.get(s))
                .toList());
      }
    };
  }

  private LaneTensor concatenated(Equation equation, Op.Concatenate op) {
    var shape = equation.result().type().shape();
    int inner = 1;
    for (int axis = op.axis() + 1; axis < shape.rank(); axis++) {
      inner *= shape.dim(axis);
    }
    PtxOperand[] all = new PtxOperand[shape.size()];
    int row = shape.dim(op.axis()) * inner;
    int at = 0;
    for (int k = 0; k < equation.operands().size(); k++) {
      int chunk = equation.operands().get(k).type().shape().dim(op.axis()) * inner;
      List<PtxOperand> x = all(equation, k);
      for (int i = 0; i < x.size(); i++) {
        all[i / chunk * row + at + i % chunk] = x.get(i);
      }
      at += chunk;
    }
    return new RegisterTensor(equation.result().type().dtype(), Arrays.asList(all));
  }

  private List<LaneTensor> combined(Equation equation, Op.Combination op) {
    DType dtype = equation.operands().getFirst().type().dtype();
    return switch (op) {
      case Op.Gather _ ->
          List.of(
              new IndexCode(code, elements)
                  .gather(equation, operand(equation, 0), all(equation, 1)));
      case Op.ScatterAdd _ ->
          List.of(
              new IndexCode(code, elements)
                  .scatterAdd(equation, operand(equation, 0), all(equation, 1), all(equation, 2)));
      case Op.CumulativeSum sum ->
          List.of(new SumCode(code, dtype).cumulative(equation, sum, all(equation, 0)));
      case Op.Reduce reduce ->
          List.of(new SumCode(code, dtype).reduce(equation, reduce, all(equation, 0)));
      case Op.DotGeneral dot ->
          List.of(new SumCode(code, dtype).dot(equation, dot, all(equation, 0), all(equation, 1)));
      case Op.LuFactor _ -> {
        pivots.add(equation.results().get(1));
        yield new DenseFactorCode(code, dtype).factor(all(equation, 0));
      }
      case Op.LuSolve solve ->
          List.of(
              new DenseSolveCode(code, dtype, pivots.contains(equation.operands().get(1)))
                  .solve(
                      equation,
                      solve.form(),
                      all(equation, 0),
                      all(equation, 1),
                      all(equation, 2)));
      case Op.SparseLuFactor factor ->
          List.of(new SparseCode(code, dtype, factor.elimination()).factor(all(equation, 0)));
      case Op.SparseLuSolve solve ->
          List.of(
              new SparseCode(code, dtype, solve.elimination())
                  .solve(equation, solve.form(), all(equation, 0), all(equation, 2)));
      case Op.Convolution convolution ->
          List.of(
              new WindowCode(code, dtype)
                  .convolution(equation, convolution, all(equation, 0), all(equation, 1)));
      case Op.ReduceWindow reduce ->
          List.of(new WindowCode(code, dtype).reduce(equation, reduce, all(equation, 0)));
      case Op.ArgMaxWindow max ->
          List.of(new WindowCode(code, dtype).argMax(equation, max.window(), all(equation, 0)));
      case Op.LaneReduce _ ->
          throw new IllegalStateException("sums over lanes were refused before");
    };
  }
}
