package dev.odeon.nn.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shift;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.WindowReduction;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the random graphs of other tests are worth.
class RandomGraphsTest {
  private static final int GRAPHS = 600;

  private static List<Graph> live() {
    return IntStream.range(0, GRAPHS)
        .mapToObj(seed -> new DeadCode().apply(RandomGraphs.of(seed, 40)))
        .toList();
  }

  private static Stream<Equation> equations(Graph graph) {
    return graph.equations().stream()
        .flatMap(
            e ->
                Stream.concat(
                    Stream.of(e),
                    switch (e.op()) {
                      case Op.Cond cond ->
                          Stream.of(cond.whenTrue(), cond.whenFalse())
                              .flatMap(RandomGraphsTest::equations);
                      case Op.While loop ->
                          Stream.of(loop.condition(), loop.body())
                              .flatMap(RandomGraphsTest::equations);
                      case Op.Scan scan -> equations(scan.body());
                      default -> Stream.empty();
                    }));
  }

  /// The word of a primitive and what it is applied in.
  private static String kind(Op op) {
    return switch (op) {
      case Op.Compare compare -> "compare " + compare.direction();
      case Op.Reduce reduce -> "reduce " + reduce.kind();
      case Op.ReduceWindow reduce -> "reduce_window " + reduce.kind();
      case Op.LuSolve solve -> "lu_solve " + solve.form();
      case Op.SparseLuSolve solve -> "sparse_lu_solve " + solve.form();
      case Op.Scan scan -> "scan " + scan.order();
      case Op.Convert convert -> "convert " + convert.to();
      case Op.BitcastConvert bitcast -> "bitcast_convert " + bitcast.to();
      default -> op.name();
    };
  }

  @Test
  void everyPrimitiveComesUp() {
    Set<String> missing = new TreeSet<>();
    Stream.of(UnaryFunction.values()).forEach(f -> missing.add(f.text()));
    Stream.of(BinaryFunction.values()).forEach(f -> missing.add(f.text()));
    Stream.of(LogicalFunction.values()).forEach(f -> missing.add(f.text()));
    Stream.of(Shift.values()).forEach(f -> missing.add(f.text()));
    Stream.of(Comparison.values()).forEach(c -> missing.add("compare " + c));
    Stream.of(Reduction.values()).forEach(r -> missing.add("reduce " + r));
    Stream.of(WindowReduction.values()).forEach(r -> missing.add("reduce_window " + r));
    Stream.of(MatrixForm.values()).forEach(f -> missing.add("lu_solve " + f));
    Stream.of(MatrixForm.values()).forEach(f -> missing.add("sparse_lu_solve " + f));
    Stream.of(ScanOrder.values()).forEach(o -> missing.add("scan " + o));
    Stream.of(DType.values()).forEach(t -> missing.add("convert " + t));
    Stream.of(DType.F32, DType.F64, DType.I32, DType.I64)
        .forEach(t -> missing.add("bitcast_convert " + t));
    // Records without attributes, or whose attributes are shapes.
    missing.addAll(
        List.of(
            "constant",
            "fma",
            "not",
            "select",
            "broadcast_in_dim",
            "reshape",
            "transpose",
            "slice",
            "pad",
            "concatenate",
            "gather",
            "scatter_add",
            "reverse",
            "cumulative_sum",
            "dot_general",
            "lu_factor",
            "sparse_lu_factor",
            "convolution",
            "arg_max_window",
            "lane_reduce",
            "lane_broadcast",
            "stop_gradient",
            "cond",
            "while",
            "custom"));
    int kinds = missing.size();
    Set<Class<?>> classes =
        Set.copyOf(
            live().stream()
                .flatMap(RandomGraphsTest::equations)
                .<Class<?>>map(
                    e -> {
                      missing.remove(kind(e.op()));
                      return e.op().getClass();
                    })
                .toList());
    assertEquals(Set.of(), missing, "of " + kinds + " kinds");
    assertEquals(Set.copyOf(primitives(Op.class)), classes, "primitives that come up");
  }

  /// The records that implement a sealed interface or one of its sealed sub-interfaces.
  private static List<Class<?>> primitives(Class<?> type) {
    return type.isInterface()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(c -> primitives(c).stream()).toList()
        : List.of(type);
  }

  @Test
  void everyTypeAndScopeComesUpSmallAndLarge() {
    List<Value> values =
        live().stream()
            .flatMap(graph -> graph.equations().stream())
            .flatMap(e -> e.results().stream())
            .toList();
    for (DType dtype : DType.values()) {
      List<Value> typed = values.stream().filter(y -> y.type().dtype() == dtype).toList();
      assertTrue(typed.stream().anyMatch(y -> y.type().size() == 0), "empty " + dtype.text());
      for (Scope scope : Scope.values()) {
        List<Value> scoped = typed.stream().filter(y -> y.scope() == scope).toList();
        String what = dtype.text() + " " + scope.text();
        assertTrue(scoped.stream().anyMatch(y -> y.type().size() == 1), "single " + what);
        assertTrue(scoped.stream().anyMatch(y -> y.type().size() > 16), "large " + what);
      }
    }
  }

  /// A graph of NaNs would compare equal whatever it computes.
  @Test
  void mostNumbersAreFinite() {
    long finite = 0;
    long all = 0;
    for (Graph graph : live()) {
      List<Value> floating =
          graph.equations().stream()
              .flatMap(e -> e.results().stream())
              .filter(y -> y.type().dtype().isFloating())
              .toList();
      Graph open = new Graph("open", graph.inputs(), graph.equations(), floating);
      double[][] outputs =
          floating.stream()
              .map(y -> new double[RandomInputs.length(y, 3)])
              .toArray(double[][]::new);
      new ReferenceBackend()
          .compile(open)
          .run(RandomInputs.of(open.inputs(), 3, new Random(1)), outputs, 3);
      for (double[] output : outputs) {
        finite += Arrays.stream(output).filter(Double::isFinite).count();
        all += output.length;
      }
    }
    assertTrue(finite > 0.6 * all, finite + " of " + all + " numbers are finite");
  }
}
