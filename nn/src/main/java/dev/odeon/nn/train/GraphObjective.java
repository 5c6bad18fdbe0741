package dev.odeon.nn.train;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.optim.Objective;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/// A loss graph as a function of the flat parameter vector, with its gradient by reverse mode. Not
/// thread-safe.
public final class GraphObjective implements Objective {
  private final ParameterSpec spec;
  private final Graph loss;
  private final Executable gradient;
  private final int lanes;
  private final double[][] inputs;
  private final double[][] outputs;

  /// @param spec the parameters, in the order of the graph's first inputs
  /// @param loss inputs the parameters (shared), then the data; output one shared scalar
  /// @param data one array a data input, `[element]` if shared, `[element][lane]` if per lane; not
  ///   copied
  /// @param lanes number of lanes (samples), at least 1
  public GraphObjective(
      ParameterSpec spec, Graph loss, List<double[]> data, int lanes, Backend backend) {
    int count = spec.entries().size();
    if (loss.inputs().size() != count + data.size()) {
      throw new IllegalArgumentException(
          "loss has "
              + loss.inputs().size()
              + " inputs for "
              + count
              + " parameters and "
              + data.size()
              + " data arrays");
    }
    this.spec = spec;
    this.loss = loss;
    this.lanes = lanes;
    List<Integer> wrt = IntStream.range(0, count).boxed().toList();
    gradient = backend.compile(Pipeline.standard().apply(ReverseMode.valueAndGradient(loss, wrt)));
    inputs = new double[count + data.size()][];
    outputs = new double[1 + count][];
    outputs[0] = new double[1];
    for (int i = 0; i < count; i++) {
      int size = spec.entries().get(i).shape().size();
      inputs[i] = new double[size];
      outputs[1 + i] = new double[size];
    }
    for (int i = 0; i < data.size(); i++) {
      checkData(loss.inputs().get(count + i), data.get(i), i);
      inputs[count + i] = data.get(i);
    }
  }

  /// Traces `body`, which computes the loss of one lane from the parameters and the data; lanes are
  /// summed.
  ///
  /// @param types types and scopes of the data
  public static GraphObjective of(
      ParameterSpec spec,
      List<ValueType> types,
      List<double[]> data,
      int lanes,
      Backend backend,
      BiFunction<Parameters, List<Tensor>, Tensor> body) {
    Tracer tracer = new Tracer();
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : spec.entries()) {
      TensorType type = TensorType.f64(entry.shape().toArray());
      named.put(entry.path(), tracer.input(type, Scope.SHARED));
    }
    List<Tensor> arguments = new ArrayList<>();
    types.forEach(type -> arguments.add(tracer.input(type)));
    Tensor loss = body.apply(Parameters.of(named), arguments);
    Tensor total = loss.scope() == Scope.PER_LANE ? loss.laneSum() : loss;
    Graph graph = Pipeline.standard().apply(tracer.graph("loss", List.of(total)));
    return new GraphObjective(spec, graph, data, lanes, backend);
  }

  /// The parameters.
  public ParameterSpec spec() {
    return spec;
  }

  /// The loss.
  public Graph loss() {
    return loss;
  }

  @Override
  public double valueAndGradient(double[] parameters, double[] gradientOut) {
    checkLength("parameters", parameters);
    checkLength("gradient", gradientOut);
    int at = 0;
    for (int i = 0; i < spec.entries().size(); i++) {
      System.arraycopy(parameters, at, inputs[i], 0, inputs[i].length);
      at += inputs[i].length;
    }
    gradient.run(inputs, outputs, lanes);
    at = 0;
    for (int i = 0; i < spec.entries().size(); i++) {
      System.arraycopy(outputs[1 + i], 0, gradientOut, at, inputs[i].length);
      at += inputs[i].length;
    }
    return outputs[0][0];
  }

  private void checkLength(String what, double[] array) {
    if (array.length != spec.size()) {
      throw new IllegalArgumentException(
          "objective: "
              + what
              + " of length "
              + array.length
              + " for a model with "
              + spec.size()
              + " parameters");
    }
  }

  private void checkData(Value input, double[] data, int index) {
    long size = (long) input.type().size() * (input.scope() == Scope.PER_LANE ? lanes : 1);
    if (data.length != size) {
      throw new IllegalArgumentException(
          "data array "
              + index
              + " has "
              + data.length
              + " elements, input "
              + input
              + " needs "
              + size);
    }
  }
}
