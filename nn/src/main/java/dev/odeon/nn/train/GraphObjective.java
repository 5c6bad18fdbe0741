package dev.odeon.nn.train;

import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.optim.CurvedObjective;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A loss graph as a function of the flat parameter vector, with its gradient by reverse mode and
/// products with its Hessian by forward over reverse mode. Not thread-safe.
public final class GraphObjective implements CurvedObjective {
  private final ParameterSpec spec;
  private final Graph loss;
  private final Executable gradient;
  private final Backend backend;
  private final int lanes;
  private final double[][] inputs;
  private final double[][] outputs;
  private @Nullable Executable product;

  /// @param spec the parameters, in the order of the graph's first inputs
  /// @param loss inputs the parameters (shared), then the data; output one shared scalar
  /// @param data one array a data input, `[element]` if shared, `[element][lane]` if per lane; not
  ///   copied; of an input of `f32`, doubles that are floats
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
    this.backend = backend;
    gradient =
        backend.compile(
            Pipeline.standard().apply(ReverseMode.valueAndGradient(loss, parameterInputs())));
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

  /// Traces `body`, which computes the loss of one lane from the parameters, of `f64`, and the
  /// data; lanes are summed.
  ///
  /// @param types types and scopes of the data
  public static GraphObjective of(
      ParameterSpec spec,
      List<ValueType> types,
      List<double[]> data,
      int lanes,
      Backend backend,
      BiFunction<Parameters, List<Tensor>, Tensor> body) {
    return of(spec, DType.F64, types, data, lanes, backend, body);
  }

  /// The same with parameters of element type `type`.
  public static GraphObjective of(
      ParameterSpec spec,
      DType type,
      List<ValueType> types,
      List<double[]> data,
      int lanes,
      Backend backend,
      BiFunction<Parameters, List<Tensor>, Tensor> body) {
    Tracer tracer = new Tracer();
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : spec.entries()) {
      named.put(entry.path(), tracer.input(new TensorType(type, entry.shape()), Scope.SHARED));
    }
    List<Tensor> arguments = new ArrayList<>();
    types.forEach(given -> arguments.add(tracer.input(given)));
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
    split(parameters, inputs, 0);
    gradient.run(inputs, outputs, lanes);
    join(outputs, 1, gradientOut);
    return outputs[0][0];
  }

  /// The product is that of forward over reverse mode, see [Derivatives#hvp]; its graph is derived
  /// at the first call.
  ///
  /// @throws IllegalArgumentException if the loss has no second derivatives
  @Override
  public void hessianProduct(double[] parameters, double[] direction, double[] productOut) {
    checkLength("parameters", parameters);
    checkLength("direction", direction);
    checkLength("product", productOut);
    Executable along = product;
    if (along == null) {
      Graph graph = Derivatives.hvp(loss, parameterInputs());
      along = backend.compile(Pipeline.standard().apply(graph));
      product = along;
    }
    int count = spec.entries().size();
    double[][] in = Arrays.copyOf(inputs, inputs.length + count);
    double[][] out = new double[count][];
    for (int i = 0; i < count; i++) {
      in[inputs.length + i] = new double[inputs[i].length];
      out[i] = new double[inputs[i].length];
    }
    split(parameters, in, 0);
    split(direction, in, inputs.length);
    along.run(in, out, lanes);
    join(out, 0, productOut);
  }

  private List<Integer> parameterInputs() {
    return IntStream.range(0, spec.entries().size()).boxed().toList();
  }

  /// Copies a vector of all parameters to one array each, from `arrays[first]` on.
  private void split(double[] all, double[][] arrays, int first) {
    int at = 0;
    for (int i = 0; i < spec.entries().size(); i++) {
      System.arraycopy(all, at, arrays[first + i], 0, inputs[i].length);
      at += inputs[i].length;
      loss.inputs().get(i).type().dtype().round(arrays[first + i]);
    }
  }

  private void join(double[][] arrays, int first, double[] all) {
    int at = 0;
    for (int i = 0; i < spec.entries().size(); i++) {
      System.arraycopy(arrays[first + i], 0, all, at, inputs[i].length);
      at += inputs[i].length;
    }
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
