package dev.odeon.nn.diagnose;

import static dev.odeon.nn.ad.GraphRun.lane;
import static dev.odeon.nn.ad.GraphRun.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.odeon.nn.ad.GraphRun;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Origin;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Elementwise;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class NonFiniteFinderTest {
  private static Graph graph(List<ValueType> inputs, Function<List<Tensor>, Tensor> body) {
    return Tracer.trace("f", inputs, in -> List.of(body.apply(in)));
  }

  private static Tensor from(String origin, Tensor x, Function<Tensor, Tensor> body) {
    return x.tracer().at(new Origin(origin), () -> body.apply(x));
  }

  private static String message(Optional<NonFinite> found) {
    return found.map(NonFinite::message).orElse("nothing");
  }

  /// As a fit file with two equations makes it.
  @Test
  void theEquationOfAFitFileIsNamed() {
    Graph f =
        graph(
            List.of(lane(), lane()),
            in -> {
              Tensor hare = from("equation 'hare'", in.get(0), x -> x.minus(1).log().times(2));
              Tensor lynx = from("equation 'lynx'", in.get(1), x -> x.times(hare).exp());
              return Tensor.concatenate(hare, lynx);
            });
    double[][] at = {{2, 3, 4, 0.75}, {1, 1, 1, 1}};
    NonFinite found = NonFiniteFinder.inValues(f, at, 4).orElseThrow();
    assertEquals("log of -0.25 in equation 'hare' gave NaN (element 0, lane 3)", found.message());
    NonFinite.OfEquation equation = assertInstanceOf(NonFinite.OfEquation.class, found);
    assertEquals(List.of(-0.25), equation.operands());
    assertEquals(OptionalInt.of(3), equation.lane());
    assertEquals(Sweep.FORWARD, equation.sweep());
    at[0][3] = 5;
    assertEquals("nothing", message(NonFiniteFinder.inValues(f, at, 4)));
  }

  private static Graph network(Layer layer, Shape input) {
    ParameterSpec spec = layer.parameters(input);
    Tracer tracer = new Tracer();
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : spec.entries()) {
      parameters.put(entry.path(), tracer.input(shared(entry.shape().toArray())));
    }
    Tensor x = tracer.input(lane(input.toArray()));
    Tensor y =
        tracer.within("field", () -> layer.apply(Parameters.of(parameters), x)).sum().laneSum();
    return tracer.graph("loss", List.of(y));
  }

  // Two dense layers and a root between: the root of 0 has an infinite derivative.
  @Test
  void theLayerIsNamedForwardAndBackward() {
    Chain chain =
        Chain.of(
            new Dense(2, 3, Activation.IDENTITY), new Elementwise(Tensor::sqrt), new Dense(3, 1));
    Graph loss = network(chain, Shape.of(2));
    double[] weight = {1, 0, 0, 1, 1, 1};
    double[] last = {1, 1, 1};
    double[][] at = {weight, {0, 0, 0}, last, {0}, {1, 4, -2, 9}};
    assertEquals(
        "sqrt of -2.0 in 'field.1' gave NaN (element 1, lane 0)",
        message(NonFiniteFinder.inValues(loss, at, 2)));
    at[4] = new double[] {1, 4, 0, 9};
    assertEquals("nothing", message(NonFiniteFinder.inValues(loss, at, 2)));
    assertEquals(
        "backward of 'field.1': divide of 0.5 and 0.0 gave Infinity (element 1, lane 0)",
        message(NonFiniteFinder.inGradient(loss, List.of(0, 1, 2, 3), at, 2)));
    at[4] = new double[] {1, 4, 2, 9};
    assertEquals("nothing", message(NonFiniteFinder.inGradient(loss, List.of(0, 1, 2, 3), at, 2)));
  }

  @Test
  void anOverflowInALayerIsNamed() {
    Graph loss = network(Chain.of(new Dense(2, 2), new Dense(2, 2)), Shape.of(2));
    double[][] at = {{1, 0, 0, 1}, {0, 0}, {1e200, 1e200, 1, 1}, {0, 0}, {1e200, 0}};
    assertEquals(
        "dot_general in 'field.1' gave Infinity (element 0, lane 0)",
        message(NonFiniteFinder.inValues(loss, at, 1)));
  }

  @Test
  void anInputThatHadItIsNamed() {
    Graph f = graph(List.of(lane(2), shared()), in -> in.get(0).times(in.get(1)).exp());
    double[][] at = {{1, 2, 3, Double.NaN}, {1}};
    assertEquals("input 0 is NaN (element 1, lane 1)", message(NonFiniteFinder.inValues(f, at, 2)));
    at[0][3] = 1;
    at[1][0] = Double.POSITIVE_INFINITY;
    assertEquals("input 1 is Infinity (element 0)", message(NonFiniteFinder.inValues(f, at, 2)));
  }

  // The guarded logarithm is harmless forward; its gradient is 0 * infinity, the known trap.
  @Test
  void whatNoResultShowsIsNotReported() {
    Graph f =
        graph(
            List.of(lane()),
            in ->
                from(
                        "guard",
                        in.get(0),
                        x -> x.compare(Comparison.GT, 0).select(x.log(), x.scalar(0)))
                    .laneSum());
    double[][] at = {{2, 0}};
    assertEquals("nothing", message(NonFiniteFinder.inValues(f, at, 2)));
    assertEquals(
        "backward of 'guard': divide of 1.0 and 0.0 gave Infinity (element 0, lane 1)",
        message(NonFiniteFinder.inGradient(f, List.of(0), at, 2)));
  }

  @Test
  void anInfinityThatEndsInAFiniteResultIsNotReported() {
    Graph f = graph(List.of(lane()), in -> in.get(0).log().exp());
    assertEquals("nothing", message(NonFiniteFinder.inValues(f, new double[][] {{0}}, 1)));
  }

  // The lane sum mixes lanes; the culprit is still that of one lane, and the earliest.
  @Test
  void blameGoesThroughSumsOverLanes() {
    Graph f =
        graph(
            List.of(lane(3)),
            in -> {
              Tensor early = from("early", in.get(0), x -> x.scalar(1).dividedBy(x));
              return from("late", early, x -> x.minus(x).sum().laneSum().log());
            });
    assertEquals(
        "divide of 1.0 and 0.0 in 'early' gave Infinity (element 2, lane 1)",
        message(NonFiniteFinder.inValues(f, new double[][] {{1, 1, 1, 1, 1, 0}}, 2)));
    assertEquals(
        "log of 0.0 in 'late' gave -Infinity (element 0)",
        message(NonFiniteFinder.inValues(f, new double[][] {{1, 1, 1, 1, 1, 2}}, 2)));
  }

  // x -> x - 1 three times, then its logarithm in the third.
  @Test
  void theIterationOfAScanIsNamed() {
    Graph body =
        graph(
            List.of(lane(), lane()),
            in -> {
              Tensor next = in.get(0).minus(in.get(1));
              return from("cell", next, x -> x.log().times(0).plus(x));
            });
    Graph f =
        graph(
            List.of(lane(), lane(4)),
            in ->
                in.get(0)
                    .tracer()
                    .apply1(new Op.Scan(body, 0, 1, 4, ScanOrder.FORWARD), in.get(0), in.get(1)));
    double[] ones = new double[8];
    Arrays.fill(ones, 1);
    assertEquals(
        "log of -0.5 in 'cell' gave NaN (element 0, lane 1), in iteration 3 of 4 of scan",
        message(NonFiniteFinder.inValues(f, new double[][] {{9, 2.5}, ones}, 2)));
    assertEquals(
        "nothing", message(NonFiniteFinder.inValues(f, new double[][] {{9, 9.5}, ones}, 2)));
  }

  @Test
  void theBranchIsNamed() {
    List<ValueType> one = List.of(lane());
    Graph yes = graph(one, in -> from("yes", in.get(0), Tensor::log));
    Graph no = graph(one, in -> from("no", in.get(0), Tensor::sqrt));
    Graph f =
        graph(
            List.of(lane()),
            in -> {
              Tensor p = in.get(0).compare(Comparison.GT, -2);
              return p.tracer().apply1(new Op.Cond(yes, no), p, in.get(0));
            });
    assertEquals(
        "log of -1.0 in 'yes' gave NaN (element 0, lane 1), in the branch of cond that is taken if"
            + " true",
        message(NonFiniteFinder.inValues(f, new double[][] {{1, -1}}, 2)));
    assertEquals(
        "sqrt of -4.0 in 'no' gave NaN (element 0, lane 0), in the branch of cond that is taken if"
            + " false",
        message(NonFiniteFinder.inValues(f, new double[][] {{-4, 3}}, 2)));
  }

  // Lane 0 ends after one turn; lane 1 overflows in its third.
  @Test
  void theTurnOfALoopIsNamed() {
    Graph go = graph(List.of(lane()), in -> in.get(0).compare(Comparison.LT, 1e300));
    Graph body = graph(List.of(lane()), in -> in.get(0).times(in.get(0)));
    Graph f =
        graph(
            List.of(lane()),
            in -> from("loop", in.get(0), x -> x.tracer().apply1(new Op.While(go, body, 0), x)));
    assertEquals(
        "multiply of %s and %s in 'loop' gave Infinity (element 0, lane 1), in iteration 3 of while"
            .formatted(0x1p800, 0x1p800),
        message(NonFiniteFinder.inValues(f, new double[][] {{0x1p500, 0x1p200}}, 2)));
  }

  @Test
  void aFindingInAnEmptyOriginStillReads() {
    Graph f = graph(List.of(shared(3)), in -> in.get(0).log().sum());
    assertEquals(
        "log of -1.0 gave NaN (element 2)",
        message(NonFiniteFinder.inValues(f, new double[][] {{1, 2, -1}}, 1)));
    assertEquals(
        "backward of an equation: divide of 1.0 and 1.0E-310 gave Infinity (element 0)",
        message(NonFiniteFinder.inGradient(f, List.of(0), new double[][] {{1e-310, 2, 1}}, 1)));
    assertEquals(0, GraphRun.only(f, new double[] {1, 1, 1})[0]);
  }
}
