package dev.odeon.nn.ad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.cpu.CpuBackend;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.UserFunction;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.rewrite.DeadCode;
import dev.odeon.nn.rewrite.RandomGraphs;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The two parts of reverse mode compute what the whole does, and store what the cost says.
class ResidualSplitTest {
  private static final int LANES = 5;

  /// `act(W x + b)` twice, 2-50-2: inputs x, W1, b1, W2, b2.
  private static Graph network(Activation activation) {
    return Tracer.trace(
        "network",
        List.of(
            GraphRun.lane(2),
            GraphRun.shared(50, 2),
            GraphRun.shared(50),
            GraphRun.shared(2, 50),
            GraphRun.shared(2)),
        in -> {
          Tensor hidden = activation.apply(in.get(1).dot(in.get(0)).plus(in.get(2)));
          return List.of(in.get(3).dot(hidden).plus(in.get(4)));
        });
  }

  private static long count(Graph graph, UnaryFunction function) {
    return graph.equations().stream()
        .filter(e -> e.op() instanceof Op.Unary(UnaryFunction f) && f == function)
        .count();
  }

  private static List<ValueType> types(List<Value> values) {
    return values.stream().map(ValueType::of).toList();
  }

  @Test
  void tanhNetworkStoresItsHiddenLayerOnly() {
    ResidualSplit split = ResidualSplit.of(network(Activation.TANH), List.of(0, 1, 2, 3, 4));
    assertEquals(List.of(GraphRun.lane(50)), types(split.stored()), () -> "stored, of\n" + split);
    assertEquals(400, split.bytesPerLane());
    assertEquals(List.of(0, 1, 3), split.fromInputs(), "x, W1 and W2 are read where they are");
    assertEquals(1, count(split.forward(), UnaryFunction.TANH));
    assertEquals(0, count(split.backward(), UnaryFunction.TANH));
  }

  @Test
  void withoutWeightGradientsTheDerivativeItselfIsStored() {
    ResidualSplit split = ResidualSplit.of(network(Activation.TANH), List.of(0));
    assertEquals(400, split.bytesPerLane());
    boolean squares = split.backward().equations().stream().anyMatch(e -> e.op() instanceof Op.Fma);
    assertTrue(!squares, () -> "1 - y^2 is computed backward:\n" + split.backward());
  }

  @Test
  void outputsThatTheBackwardPartNeedsAreNotStoredAgain() {
    Graph graph = Tracer.trace("f", List.of(GraphRun.lane(3)), in -> List.of(in.getFirst().exp()));
    ResidualSplit split = ResidualSplit.of(graph, List.of(0));
    assertEquals(List.of(), split.stored());
    assertEquals(List.of(), split.fromInputs());
    assertEquals(List.of(0), split.fromOutputs());
  }

  @Test
  void cheapChainsAreComputedAgainFromInputs() {
    Graph graph =
        Tracer.trace(
            "f",
            List.of(GraphRun.lane(3)),
            in -> {
              Tensor x = in.getFirst();
              return List.of(
                  x.times(x).plus(1).times(x.compare(Comparison.GT, 0).select(x, x.negate())));
            });
    ResidualSplit split = ResidualSplit.of(graph, List.of(0));
    assertEquals(List.of(), split.stored(), () -> split.toString());
    assertEquals(List.of(0), split.fromInputs());
  }

  @Test
  void theBudgetBoundsWhatIsStored() {
    Graph graph = network(Activation.GELU);
    List<Integer> all = List.of(0, 1, 2, 3, 4);
    long unbounded = ResidualSplit.of(graph, all).bytesPerLane();
    assertTrue(unbounded > 400, "GELU stores only " + unbounded + " bytes");
    assertEquals(unbounded - 400, ResidualSplit.of(graph, all, unbounded - 1).bytesPerLane());
    assertEquals(0, ResidualSplit.of(graph, all, 399).bytesPerLane());
    for (long budget : new long[] {0, 399, 400, unbounded}) {
      check(graph, all, budget, 7);
    }
    assertThrows(IllegalArgumentException.class, () -> ResidualSplit.of(graph, all, -1));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void layersKeepTheirBits(Activation activation) {
    check(network(activation), List.of(0, 1, 2, 3, 4), Long.MAX_VALUE, 1);
    check(network(activation), List.of(0), Long.MAX_VALUE, 2);
    check(network(activation), List.of(1, 4), 0, 3);
  }

  @Test
  void scansCondsAndLoopsKeepTheirBits() {
    Graph body =
        Tracer.trace(
            "body",
            List.of(GraphRun.lane(3), GraphRun.lane(3), GraphRun.lane(3)),
            in -> List.of(in.get(0).times(in.get(1)).sin(), in.get(1).plus(in.get(2)).exp()));
    Graph scan =
        Tracer.trace(
            "scanned",
            List.of(GraphRun.shared(3), GraphRun.lane(3), GraphRun.lane(4, 3)),
            in -> in.getFirst().tracer().apply(new Op.Scan(body, 1, 1, 4, ScanOrder.FORWARD), in));
    check(scan, List.of(0, 1, 2), Long.MAX_VALUE, 1);
    check(scan, List.of(0), 0, 2);

    Function<Function<Tensor, Tensor>, Graph> branch =
        f ->
            Tracer.trace(
                "branch", List.of(GraphRun.lane(3)), in -> List.of(f.apply(in.getFirst())));
    Op cond = new Op.Cond(branch.apply(Tensor::exp), branch.apply(Tensor::sin));
    Graph chosen =
        Tracer.trace(
            "chosen",
            List.of(GraphRun.lane(3)),
            in -> {
              Tensor x = in.getFirst().tanh();
              Tensor p = x.sum().compare(Comparison.GT, 0);
              return List.of(x.tracer().apply1(cond, p, x));
            });
    check(chosen, List.of(0), Long.MAX_VALUE, 3);
    check(looped(), List.of(0), Long.MAX_VALUE, 4);
    check(looped(), List.of(0), 0, 5);
  }

  /// A loop that no cotangent passes: the number of halvings of x, times x.
  private static Graph looped() {
    ValueType scalar = GraphRun.lane();
    Graph condition =
        Tracer.trace(
            "big", List.of(scalar, scalar), in -> List.of(in.get(0).compare(Comparison.GT, 0.1)));
    Graph halve =
        Tracer.trace(
            "halve",
            List.of(scalar, scalar),
            in -> List.of(in.get(0).times(0.5), in.get(1).plus(1)));
    return Tracer.trace(
        "looped",
        List.of(scalar),
        in -> {
          Tensor x = in.getFirst();
          Tensor size = x.stopGradient().abs();
          List<Tensor> end =
              x.tracer().apply(new Op.While(condition, halve, 0), List.of(size, size.zeros()));
          return List.of(end.get(1).stopGradient().times(x.sin()));
        });
  }

  @Test
  void customFunctionsKeepTheirBits() {
    UserFunction cube =
        UserFunction.of(
                "cube",
                List.of(TensorType.f64(3)),
                List.of(TensorType.f64(3)),
                (in, out) -> IntStream.range(0, 3).forEach(i -> out[0][i] = Math.pow(in[0][i], 3)))
            .withVjp(
                (in, out) ->
                    IntStream.range(0, 3)
                        .forEach(i -> out[0][i] = 3 * in[0][i] * in[0][i] * in[1][i]));
    Graph graph =
        Tracer.trace(
            "f",
            List.of(GraphRun.lane(3)),
            in -> {
              Tensor x = in.getFirst().tanh();
              return List.of(x.tracer().apply1(new Op.Custom(cube), x).times(x));
            });
    ResidualSplit split = ResidualSplit.of(graph, List.of(0));
    long calls =
        split.backward().equations().stream()
            .filter(e -> e.op() instanceof Op.Custom(var f) && f.equals(cube))
            .count();
    assertEquals(0, calls, "a custom function is called again");
    check(graph, List.of(0), Long.MAX_VALUE, 1);
    check(graph, List.of(0), 0, 2);
  }

  @Test
  void randomGraphsKeepTheirBits() {
    int checked = 0;
    for (int seed = 0; seed < 50; seed++) {
      Graph graph = withoutLoops(RandomGraphs.of(seed, 40));
      if (graph.equations().isEmpty()) {
        continue;
      }
      List<Integer> wrt =
          IntStream.range(0, graph.inputs().size())
              .filter(i -> graph.inputs().get(i).type().dtype().isFloating())
              .boxed()
              .toList();
      check(graph, wrt, seed % 3 == 0 ? 40 : Long.MAX_VALUE, seed);
      checked++;
    }
    assertTrue(checked > 40, "only " + checked + " graphs have a reverse mode");
  }

  /// The graph with only those of its outputs that no loop leads to.
  private static Graph withoutLoops(Graph graph) {
    Set<Value> looped = new HashSet<>();
    for (Equation equation : graph.equations()) {
      if (loops(equation) || equation.operands().stream().anyMatch(looped::contains)) {
        looped.addAll(equation.results());
      }
    }
    List<Value> outputs = graph.outputs().stream().filter(y -> !looped.contains(y)).toList();
    return new DeadCode()
        .apply(new Graph(graph.name(), graph.inputs(), graph.equations(), outputs));
  }

  private static boolean loops(Equation equation) {
    return switch (equation.op()) {
      case Op.While _ -> true;
      case Op.Cond cond ->
          cond.whenTrue().equations().stream().anyMatch(ResidualSplitTest::loops)
              || cond.whenFalse().equations().stream().anyMatch(ResidualSplitTest::loops);
      case Op.Scan scan -> scan.body().equations().stream().anyMatch(ResidualSplitTest::loops);
      default -> false;
    };
  }

  @Test
  void longChainsSplit() {
    Tracer tracer = new Tracer();
    Tensor x = tracer.input(GraphRun.lane());
    for (int i = 0; i < 4_000; i++) {
      x = x.times(x).plus(1).times(tracer.constant(DType.F64, 0.5)).sin();
    }
    Graph graph = tracer.graph("chain", List.of(x.reshape(Shape.SCALAR)));
    ResidualSplit split = ResidualSplit.of(graph, List.of(0), 20_000);
    assertTrue(split.bytesPerLane() <= 20_000, "stored " + split.bytesPerLane());
    assertTrue(split.bytesPerLane() > 10_000, "stored " + split.bytesPerLane());
  }

  private static void check(Graph graph, List<Integer> wrt, long budget, long seed) {
    Random random = new Random(seed);
    List<Value> floating =
        graph.outputs().stream().filter(y -> y.type().dtype().isFloating()).toList();
    double[][] x = GraphRun.random(graph.inputs(), LANES, -2, 2, random);
    double[][] w = GraphRun.random(floating, LANES, -1, 1, random);
    Graph whole = ReverseMode.vjp(graph, wrt);
    double[][] expected = GraphRun.run(whole, LANES, GraphRun.join(x, w));
    ResidualSplit split = ResidualSplit.of(graph, wrt, budget);
    assertTrue(split.bytesPerLane() <= budget, "stored " + split.bytesPerLane());
    for (boolean compiled : new boolean[] {false, true}) {
      double[][] y = run(split.forward(), compiled, x);
      double[][] gradients = run(split.backward(), compiled, split.residuals(x, y, w));
      double[][] outputs = Arrays.copyOf(y, graph.outputs().size());
      double[][] actual = GraphRun.join(outputs, gradients);
      assertEquals(expected.length, actual.length);
      for (int i = 0; i < expected.length; i++) {
        assertArrayEquals(
            expected[i],
            actual[i],
            "seed " + seed + ", compiled " + compiled + ", result " + i + " of " + split);
      }
    }
  }

  private static double[][] run(Graph graph, boolean compiled, double[][] inputs) {
    Executable executable =
        compiled ? new CpuBackend().compileNow(graph) : new ReferenceBackend().compile(graph);
    double[][] outputs =
        graph.outputs().stream()
            .map(y -> new double[GraphRun.length(y, LANES)])
            .toArray(double[][]::new);
    executable.run(inputs, outputs, LANES);
    return outputs;
  }
}
