package dev.odeon.nn.ad;

import static dev.odeon.nn.ad.GraphRun.lane;
import static dev.odeon.nn.ad.GraphRun.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Sub-graphs that see lanes and yield shared results: what is shared counts once, not once a lane.
class SharedSubgraphResultsTest {
  private static final double[][] AT = {{3}, {0.5, -1, 2, 4, 1}};

  /// w^2 and w x, of which the first is shared, then w^2 + sum over lanes of w x.
  private static Graph cond() {
    List<ValueType> types = List.of(shared(), lane());
    Graph yes =
        Tracer.trace("yes", types, in -> List.of(in.get(0).pow(2), in.get(0).times(in.get(1))));
    Graph no =
        Tracer.trace("no", List.of(lane(), lane()), in -> List.of(in.get(0).laneSum(), in.get(1)));
    return Tracer.trace(
        "f",
        types,
        in -> {
          Tensor p = in.get(0).compare(Comparison.GT, 0);
          List<Tensor> y = p.tracer().apply(new Op.Cond(yes, no), List.of(p, in.get(0), in.get(1)));
          return List.of(y.get(0).plus(y.get(1).laneSum()));
        });
  }

  /// w^8 from a shared carry, and the lane sum of x w^3 from one a lane.
  private static Graph scan() {
    Graph body =
        Tracer.trace(
            "body",
            List.of(shared(), shared(), lane()),
            in -> List.of(in.get(1).pow(2), in.get(2).times(in.get(0))));
    return Tracer.trace(
        "f",
        List.of(shared(), lane()),
        in -> {
          Tensor w = in.get(0);
          List<Tensor> y =
              w.tracer()
                  .apply(new Op.Scan(body, 1, 2, 3, ScanOrder.FORWARD), List.of(w, w, in.get(1)));
          return List.of(y.get(0).plus(y.get(1).laneSum()));
        });
  }

  @Test
  void gradientOfCond() {
    double[][] found = GraphRun.run(ReverseMode.valueAndGradient(cond(), List.of(0, 1)), 5, AT);
    assertArrayEquals(new double[] {9 + 3 * 6.5}, found[0]);
    assertArrayEquals(new double[] {6 + 6.5}, found[1]);
    assertArrayEquals(new double[] {3, 3, 3, 3, 3}, found[2]);
  }

  // The other branch: sum over lanes of w, which counts once a lane, and x.
  @Test
  void gradientOfTheOtherBranch() {
    double[][] at = {{-2}, AT[1]};
    double[][] found = GraphRun.run(ReverseMode.valueAndGradient(cond(), List.of(0, 1)), 5, at);
    assertArrayEquals(new double[] {-10 + 6.5}, found[0]);
    assertArrayEquals(new double[] {5}, found[1]);
    assertArrayEquals(new double[] {1, 1, 1, 1, 1}, found[2]);
  }

  @Test
  void gradientOfScan() {
    double[][] found = GraphRun.run(ReverseMode.valueAndGradient(scan(), List.of(0, 1)), 5, AT);
    assertArrayEquals(new double[] {6561 + 27 * 6.5}, found[0]);
    assertArrayEquals(new double[] {8 * 2187 + 27 * 6.5}, found[1], 1e-11);
    assertArrayEquals(new double[] {27, 27, 27, 27, 27}, found[2]);
  }

  @Test
  void tangentsOfSharedResultsAreShared() {
    for (Graph f : List.of(cond(), scan())) {
      Graph jvp = ForwardMode.jvp(f, List.of(0));
      assertEquals(Scope.SHARED, jvp.outputs().getLast().scope());
      double[] gradient = GraphRun.run(ReverseMode.valueAndGradient(f, List.of(0)), 5, AT)[1];
      double[] tangent = GraphRun.run(jvp, 5, AT[0], AT[1], new double[] {1})[1];
      assertArrayEquals(gradient, tangent, 1e-11);
    }
  }

  @Test
  void laneSumsOfSharedResultsHaveTangents() {
    for (Graph f : List.of(cond(), scan())) {
      Graph counted =
          Tracer.trace(
              "counted",
              List.of(shared(), lane()),
              in -> List.of(in.get(0).tracer().call(f, in).getFirst().laneSum()));
      double[] once =
          GraphRun.run(ForwardMode.jvp(f, List.of(0)), 5, AT[0], AT[1], new double[] {1})[1];
      double[] five =
          GraphRun.run(ForwardMode.jvp(counted, List.of(0)), 5, AT[0], AT[1], new double[] {1})[1];
      assertEquals(5 * once[0], five[0], 1e-9);
    }
  }
}
