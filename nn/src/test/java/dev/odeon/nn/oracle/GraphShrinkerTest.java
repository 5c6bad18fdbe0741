package dev.odeon.nn.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.rewrite.RandomGraphs;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The shrinker finds faults planted in an executable.
class GraphShrinkerTest {
  /// Runs the graph with one primitive mistaken for another, if there are lanes enough.
  private record Faulty(Graph graph, UnaryOperator<Op> mistake, int fewest) implements Executable {
    @Override
    public void run(double[][] inputs, double[][] outputs, int lanes) {
      Graph run = lanes < fewest ? graph : mistaken();
      new ReferenceBackend().compile(run).run(inputs, outputs, lanes);
    }

    private Graph mistaken() {
      List<Equation> equations =
          graph.equations().stream()
              .map(e -> new Equation(mistake.apply(e.op()), e.operands(), e.results(), e.origin()))
              .toList();
      return new Graph(graph.name(), graph.inputs(), equations, graph.outputs());
    }
  }

  private static List<Difference.Candidate> candidates(
      Graph graph, UnaryOperator<Op> mistake, int fewest) {
    return List.of(new Difference.Candidate("faulty", new Faulty(graph, mistake, fewest)));
  }

  private static GraphCase failing(UnaryOperator<Op> mistake, int fewest) {
    return IntStream.range(0, 200)
        .mapToObj(seed -> GraphCase.random(RandomGraphs.of(seed, 60), 13, seed))
        .filter(at -> Difference.first(at, g -> candidates(g, mistake, fewest)).isPresent())
        .findFirst()
        .orElseThrow();
  }

  private static GraphCase shrink(UnaryOperator<Op> mistake, int fewest) {
    return GraphShrinker.shrink(
        failing(mistake, fewest),
        at -> Difference.first(at, g -> candidates(g, mistake, fewest)).isPresent());
  }

  @Test
  void aFaultOfOnePrimitiveIsAllThatIsLeft() {
    UnaryOperator<Op> turned = op -> op instanceof Op.CumulativeSum ? new Op.StopGradient() : op;
    GraphCase smallest = shrink(turned, 3);
    assertEquals(3, smallest.lanes(), "lanes of\n" + smallest);
    Equation only = smallest.graph().equations().getFirst();
    assertEquals(1, smallest.graph().equations().size(), "equations of\n" + smallest);
    assertInstanceOf(Op.CumulativeSum.class, only.op());
    assertEquals(2, only.result().type().size(), "elements of\n" + smallest);
    assertEquals(1, smallest.graph().inputs().size(), "inputs of\n" + smallest);
    assertEquals(1, smallest.graph().outputs().size(), "outputs of\n" + smallest);
  }

  @Test
  void aFaultOfALoopLeavesALoopWithLittleInside() {
    UnaryOperator<Op> backwards =
        op ->
            op instanceof Op.Scan scan
                ? new Op.Scan(
                    scan.body(), scan.consts(), scan.carries(), scan.length(), ScanOrder.FORWARD)
                : op;
    GraphCase smallest = shrink(backwards, 1);
    Equation only = smallest.graph().equations().getLast();
    assertEquals(ScanOrder.REVERSE, assertInstanceOf(Op.Scan.class, only.op()).order());
    assertEquals(1, smallest.lanes(), "lanes of\n" + smallest);
    assertTrue(GraphCase.equations(smallest.graph()) <= 2, "equations of\n" + smallest);
  }

  @Test
  void theReportNamesTheFirstValueThatDiffers() {
    UnaryOperator<Op> none = op -> op instanceof Op.Reverse ? new Op.StopGradient() : op;
    GraphCase failing = failing(none, 1);
    String report = FailureReport.of("seed 0", failing, g -> candidates(g, none, 1));
    assertTrue(report.startsWith("seed 0: faulty: output 0 "), report);
    assertTrue(report.contains(": expected "), report);
    assertTrue(report.contains("1 of " + GraphCase.equations(failing.graph())), report);
    assertTrue(report.contains("= reverse %"), report);
    assertTrue(report.contains("// lanes: 1\n"), report);
  }

  @Test
  void equalBitsAreNoDifference() {
    GraphCase at = GraphCase.random(RandomGraphs.of(5, 60), 7, 5);
    assertTrue(Difference.first(at, g -> candidates(g, op -> op, 1)).isEmpty());
  }
}
