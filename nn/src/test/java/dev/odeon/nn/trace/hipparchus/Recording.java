package dev.odeon.nn.trace.hipparchus;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.trace.Guard;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.TracedField;
import dev.odeon.nn.trace.TracedScalar;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// A function of numbers as a graph of one vector to one vector, and the guards of its trace as a
/// second graph; both compiled once.
record Recording(
    Graph graph, Graph guards, List<String> where, Executable values, Executable conditions) {
  static Recording of(int inputs, Function<List<TracedScalar>, List<TracedScalar>> function) {
    Tracer tracer = new Tracer();
    TracedField field = new TracedField(tracer);
    Tensor vector = tracer.input(TensorType.f64(inputs), Scope.PER_LANE);
    return of(field, function.apply(field.split(vector)));
  }

  static Recording at(double[] sample, Function<List<TracedScalar>, List<TracedScalar>> function) {
    Tracer tracer = new Tracer();
    TracedField field = new TracedField(tracer);
    Tensor vector = tracer.input(TensorType.f64(sample.length), Scope.PER_LANE);
    return of(field, function.apply(field.split(vector, sample)));
  }

  private static Recording of(TracedField field, List<TracedScalar> results) {
    Tensor joined = field.join(results);
    Graph graph = field.tracer().graph("recorded", List.of(joined));
    Graph guards =
        field.tracer().graph("guards", field.guards().stream().map(Guard::condition).toList());
    List<String> where = field.guards().stream().map(Guard::where).toList();
    ReferenceBackend backend = new ReferenceBackend();
    return new Recording(graph, guards, where, backend.compile(graph), backend.compile(guards));
  }

  double[] run(double... inputs) {
    return run(graph, values, inputs)[0];
  }

  /// Which guards hold.
  List<Boolean> holds(double... inputs) {
    return Arrays.stream(run(guards, conditions, inputs)).map(held -> held[0] != 0).toList();
  }

  private static double[][] run(Graph graph, Executable compiled, double[] inputs) {
    double[][] outputs =
        graph.outputs().stream()
            .map(Value::type)
            .map(t -> new double[t.size()])
            .toArray(double[][]::new);
    compiled.run(new double[][] {inputs}, outputs, 1);
    return outputs;
  }
}
