package dev.odeon.ode.problem;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Guard;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A traced vector field: a graph (t, y, parameters...) to dy/dt and the guards of its trace.
///
/// A guard tells whether a branch of the program goes the way that was traced. Where one is false,
/// dy/dt is that of another program: whoever evaluates the field must check, and end with
/// `Outcome.TraceDiverged`.
///
/// @param graph inputs t (scalar, per lane), y (`[d]`, per lane), then one input a parameter;
///   outputs `[d]`, then one truth value a guard, scalar, per lane
/// @param parameterNames names of the parameters, in order of the inputs
/// @param guards the line that branched, `Class.method(File.java:line)`, of each guard, in order of
///   the outputs
/// @param mass M, if the field is the right side of `M dy/dt = f`; else f is dy/dt itself
/// @param diffusion g, if the field is f in `dy = f dt + g dW`
public record FieldGraph(
    Graph graph,
    List<String> parameterNames,
    List<String> guards,
    Optional<MassMatrix> mass,
    Optional<Diffusion> diffusion) {
  private static final ValueType TRUTH =
      new ValueType(TensorType.scalar(DType.BOOL), Scope.PER_LANE);

  public FieldGraph {
    parameterNames = List.copyOf(parameterNames);
    guards = List.copyOf(guards);
    List<Value> inputs = graph.inputs();
    if (inputs.size() != parameterNames.size() + 2 || graph.outputs().size() != guards.size() + 1) {
      throw new IllegalArgumentException(
          "field "
              + graph.name()
              + " needs inputs t, y and "
              + parameterNames
              + ", and outputs dy/dt and the guards "
              + guards);
    }
    for (int i = 0; i < guards.size(); i++) {
      Value guard = graph.outputs().get(i + 1);
      if (!ValueType.of(guard).equals(TRUTH)) {
        throw new IllegalArgumentException(
            "field " + graph.name() + ": guard " + guard + " is not of type " + TRUTH);
      }
    }
    Value y = inputs.get(1);
    Value dy = graph.outputs().getFirst();
    if (y.type().shape().rank() != 1 || y.type().size() == 0) {
      throw new IllegalArgumentException(
          "field "
              + graph.name()
              + ": state of shape ["
              + y.type().shape()
              + "] is not a vector of length >= 1");
    }
    if (!dy.type().equals(y.type())
        || dy.scope() != Scope.PER_LANE
        || y.scope() != Scope.PER_LANE) {
      throw new IllegalArgumentException(
          "field " + graph.name() + ": derivative is " + dy + ", the state is " + y);
    }
    if (mass.isPresent() && mass.orElseThrow().dimension() != y.type().size()) {
      throw new IllegalArgumentException(
          "field "
              + graph.name()
              + ": "
              + mass.orElseThrow()
              + " for a state of length "
              + y.type().size());
    }
    if (diffusion.isPresent()) {
      checkNoise(graph, parameterNames, diffusion.orElseThrow());
    }
  }

  private static void checkNoise(Graph graph, List<String> parameterNames, Diffusion noise) {
    List<ValueType> types = graph.inputs().stream().map(ValueType::of).toList();
    if (!noise.graph().inputs().stream().map(ValueType::of).toList().equals(types)) {
      throw new IllegalArgumentException(
          "field " + graph.name() + ": its noise " + noise.graph().name() + " has other inputs");
    }
    if (!parameterNames.contains(Diffusion.SEED)
        || !parameterNames.contains(Diffusion.TRAJECTORY)) {
      throw new IllegalArgumentException(
          "field "
              + graph.name()
              + ": noise needs parameters '"
              + Diffusion.SEED
              + "' and '"
              + Diffusion.TRAJECTORY
              + "', there are "
              + parameterNames);
    }
  }

  /// A field without a mass matrix.
  public FieldGraph(Graph graph, List<String> parameterNames, List<String> guards) {
    this(graph, parameterNames, guards, Optional.empty(), Optional.empty());
  }

  /// A field without guards.
  public FieldGraph(Graph graph, List<String> parameterNames) {
    this(graph, parameterNames, List.of());
  }

  /// Traces `field` for a state of length `dimension` in `f64`.
  ///
  /// @param parameters type and scope of each parameter, by name
  public static FieldGraph trace(
      String name, VectorField field, int dimension, SequencedMap<String, ValueType> parameters) {
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension " + dimension + " of the state is below 1");
    }
    Tracer tracer = new Tracer();
    Tensor t = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Tensor y = tracer.input(TensorType.f64(dimension), Scope.PER_LANE);
    Map<String, Tensor> byName = new LinkedHashMap<>();
    parameters.forEach((path, type) -> byName.put(path, tracer.input(type)));
    Tensor dy = field.apply(t, y, Parameters.of(byName));
    if (!dy.shape().equals(Shape.of(dimension))) {
      throw new IllegalArgumentException(
          "field "
              + name
              + ": derivative has shape ["
              + dy.shape()
              + "], the state ["
              + dimension
              + "]");
    }
    return of(name, dy, List.of(), new ArrayList<>(parameters.sequencedKeySet()));
  }

  /// The same field as the right side of `matrix dy/dt = f`.
  ///
  /// @throws IllegalArgumentException if the matrix has another dimension
  public FieldGraph withMass(MassMatrix matrix) {
    return new FieldGraph(graph, parameterNames, guards, Optional.of(matrix), diffusion);
  }

  /// The same field with noise, as f in `dy = f dt + g dW`.
  ///
  /// @throws IllegalArgumentException if g has other inputs than f, or the field has no parameters
  ///   that say which path W takes
  public FieldGraph withDiffusion(Diffusion noise) {
    return new FieldGraph(graph, parameterNames, guards, mass, Optional.of(noise));
  }

  /// The same process with its noise in the sense of `calculus`: the drift changes by half the sum
  /// of `(dg_k/dy) g_k` over the columns of g.
  ///
  /// @throws IllegalArgumentException if the field has no noise
  public FieldGraph inTheSenseOf(Calculus calculus) {
    if (diffusion.isEmpty()) {
      throw new IllegalArgumentException("field " + graph.name() + " has no noise");
    }
    return diffusion.orElseThrow().calculus() == calculus
        ? this
        : CalculusChange.of(this, calculus);
  }

  /// Traces a field without parameters.
  public static FieldGraph trace(String name, VectorField field, int dimension) {
    return trace(name, field, dimension, new LinkedHashMap<>());
  }

  /// The field that was traced as `dy`, under `guards`; of guards that always agree, the first is
  /// kept.
  static FieldGraph of(String name, Tensor dy, List<Guard> guards, List<String> parameterNames) {
    List<Tensor> outputs = new ArrayList<>(List.of(everyLane(dy)));
    guards.forEach(guard -> outputs.add(everyLane(guard.condition())));
    Graph all = Pipeline.standard().apply(dy.tracer().graph(name, outputs));
    SequencedMap<Value, String> where = new LinkedHashMap<>();
    for (int i = 0; i < guards.size(); i++) {
      where.putIfAbsent(all.outputs().get(i + 1), guards.get(i).where());
    }
    List<Value> kept = new ArrayList<>(List.of(all.outputs().getFirst()));
    kept.addAll(where.sequencedKeySet());
    return new FieldGraph(
        new Graph(all.name(), all.inputs(), all.equations(), kept),
        parameterNames,
        new ArrayList<>(where.sequencedValues()));
  }

  private static Tensor everyLane(Tensor tensor) {
    return tensor.scope() == Scope.PER_LANE
        ? tensor
        : tensor.tracer().apply1(new Op.LaneBroadcast(), tensor);
  }

  /// Functions of the same time, state and parameters as this field's, as one graph `(t, y, p) ->`
  /// one output a function, per lane.
  public Graph companion(String name, List<StateFunction> functions) {
    Tracer tracer = new Tracer();
    List<Tensor> inputs =
        graph.inputs().stream().map(input -> tracer.input(ValueType.of(input))).toList();
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (int i = 0; i < parameterNames.size(); i++) {
      byName.put(parameterNames.get(i), inputs.get(i + 2));
    }
    Parameters p = Parameters.of(byName);
    List<Tensor> outputs =
        functions.stream()
            .map(function -> everyLane(function.apply(inputs.get(0), inputs.get(1), p)))
            .toList();
    return Pipeline.standard().apply(tracer.graph(graph.name() + "_" + name, outputs));
  }

  /// Length of the state.
  public int dimension() {
    return graph.inputs().get(1).type().size();
  }

  /// Types and scopes of the parameters.
  public List<ValueType> parameterTypes() {
    return graph.inputs().subList(2, graph.inputs().size()).stream().map(ValueType::of).toList();
  }

  /// Checks the sizes of what the field is to be run with.
  ///
  /// @param lanes number of trajectories, at least 0
  /// @param initial states, `[d][lane]`
  /// @param parameters one array a parameter, `[element]` if shared, `[element][lane]` if per lane
  /// @throws IllegalArgumentException naming the first that does not fit, and its size
  public void checkSizes(int lanes, double[] initial, double[][] parameters) {
    if (lanes < 0) {
      throw new IllegalArgumentException("lanes " + lanes + " is negative");
    }
    if (initial.length != (long) dimension() * lanes) {
      throw new IllegalArgumentException(
          "initial state has "
              + initial.length
              + " elements; dimension "
              + dimension()
              + " times "
              + lanes
              + " lanes is "
              + (long) dimension() * lanes);
    }
    List<ValueType> types = parameterTypes();
    if (parameters.length != types.size()) {
      throw new IllegalArgumentException(
          parameters.length + " parameter arrays; the field has parameters " + parameterNames);
    }
    for (int i = 0; i < types.size(); i++) {
      ValueType type = types.get(i);
      long expected = (long) type.type().size() * (type.scope() == Scope.PER_LANE ? lanes : 1);
      if (parameters[i].length != expected) {
        throw new IllegalArgumentException(
            "parameter '"
                + parameterNames.get(i)
                + "' has "
                + parameters[i].length
                + " elements, needs "
                + expected);
      }
    }
  }
}
