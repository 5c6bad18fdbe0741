package dev.odeon.cli.engine;

import dev.odeon.cli.fault.CommandException;
import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.fault.Suggestion;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.job.SweepAxis;
import dev.odeon.cli.model.Model;
import dev.odeon.cli.model.TracedModel;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.problem.Diffusion;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.Solution;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// The model of a fit file with some of its numbers one a trajectory.
final class SweptModel {
  private static final class WrongAxis extends CommandException {
    private static final long serialVersionUID = 1L;

    WrongAxis(String message) {
      super(ExitCode.USAGE, message);
    }
  }

  private final Model model;
  private final TracedModel traced;
  private final List<SweepAxis> axes;
  private final List<String> axisPaths = new ArrayList<>();
  private final SequencedMap<String, ValueType> types = new LinkedHashMap<>();
  private final Map<String, double[]> shared = new LinkedHashMap<>();
  private final FieldGraph field;
  private final Executable initial;
  private final Executable derived;
  private final long combinations;

  /// @throws CommandException if an axis names nothing that can vary, or the combinations are too
  ///   many to count
  SweptModel(FitFile file, TimeSpan span, List<SweepAxis> axes) {
    this.axes = axes;
    model = new Model(file);
    traced = new TracedModel(model);
    combinations = checkAxes(file);
    ParameterVector start = model.bounded(model.start(0));
    for (ParameterSpec.Entry entry : model.spec().entries()) {
      boolean swept = axisPaths.contains(entry.path());
      TensorType type = TensorType.f64(entry.shape().toArray());
      types.put(entry.path(), new ValueType(type, swept ? Scope.PER_LANE : Scope.SHARED));
      if (!swept) {
        shared.put(entry.path(), start.view(entry.path()).toArray());
      }
    }
    for (String path : axisPaths) {
      types.putIfAbsent(path, new ValueType(TensorType.f64(), Scope.PER_LANE));
    }
    SequencedMap<String, ValueType> inField = new LinkedHashMap<>();
    types.forEach(
        (path, type) -> {
          if (!path.startsWith(Model.initialPath(""))) {
            inField.put(path, type);
          }
        });
    field = Capabilities.field(file, traced, span, inField);
    initial = Backends.preferred().compile(initialGraph());
    derived = Backends.preferred().compile(derivedGraph());
  }

  private long checkAxes(FitFile file) {
    Set<String> names = new HashSet<>();
    long count = 1;
    for (SweepAxis axis : axes) {
      boolean isParameter = file.parameters().containsKey(axis.name());
      if (!isParameter && !file.states().containsKey(axis.name())) {
        List<String> known = new ArrayList<>(file.parameters().keySet());
        known.addAll(file.states().keySet());
        throw new WrongAxis(
            "--over "
                + axis.name()
                + ": there is no parameter or state of that name"
                + Suggestion.ending(axis.name(), known));
      }
      if (!names.add(axis.name())) {
        throw new WrongAxis("--over " + axis.name() + " is given twice");
      }
      axisPaths.add(isParameter ? axis.name() : Model.initialPath(axis.name()));
      try {
        count = Math.multiplyExact(count, (long) axis.values().length);
      } catch (ArithmeticException e) {
        throw new WrongAxis("the combinations of --over are more than 2^63");
      }
    }
    return count;
  }

  private dev.odeon.nn.graph.Graph initialGraph() {
    Tracer tracer = new Tracer();
    Map<String, Tensor> byPath = inputs(tracer);
    Tensor state = traced.initial(tracer, Parameters.of(byPath), byPath.keySet());
    return tracer.graph("initial", List.of(everyLane(state)));
  }

  private dev.odeon.nn.graph.Graph derivedGraph() {
    Tracer tracer = new Tracer();
    Tensor t = tracer.input(TensorType.f64(), Scope.SHARED);
    Tensor y = tracer.input(TensorType.f64(states().size()), Scope.PER_LANE);
    Map<String, Tensor> byPath = inputs(tracer);
    List<Tensor> quantities =
        traced.derived(t, y, Parameters.of(byPath), model.file().derivedOrder());
    return tracer.graph("derived", quantities.stream().map(SweptModel::everyLane).toList());
  }

  private Map<String, Tensor> inputs(Tracer tracer) {
    Map<String, Tensor> byPath = new LinkedHashMap<>();
    types.forEach((path, type) -> byPath.put(path, tracer.input(type)));
    return byPath;
  }

  private static Tensor everyLane(Tensor tensor) {
    return tensor.scope() == Scope.PER_LANE
        ? tensor
        : tensor.tracer().apply1(new Op.LaneBroadcast(), tensor);
  }

  /// Number of trajectories.
  long combinations() {
    return combinations;
  }

  /// Names of the states.
  List<String> states() {
    return model.states();
  }

  /// Names of the columns: what is varied, `t`, states, derived quantities.
  List<String> columns() {
    List<String> columns = new ArrayList<>();
    for (SweepAxis axis : axes) {
      columns.add(states().contains(axis.name()) ? axis.name() + "_0" : axis.name());
    }
    columns.add("t");
    columns.addAll(states());
    columns.addAll(model.file().derivedOrder());
    return columns;
  }

  /// The values of each axis for combinations `first` to `first + lanes`; the last axis varies
  /// fastest.
  double[][] values(long first, int lanes) {
    double[][] values = new double[axes.size()][lanes];
    for (int lane = 0; lane < lanes; lane++) {
      long rest = first + lane;
      for (int i = axes.size() - 1; i >= 0; i--) {
        double[] all = axes.get(i).values();
        values[i][lane] = all[(int) (rest % all.length)];
        rest /= all.length;
      }
    }
    return values;
  }

  private double[] value(String path, double[][] values) {
    int axis = axisPaths.indexOf(path);
    return axis >= 0 ? values[axis] : shared.getOrDefault(path, new double[0]);
  }

  private double[][] all(double[][] values, int before) {
    double[][] inputs = new double[before + types.size()][];
    int at = before;
    for (String path : types.sequencedKeySet()) {
      inputs[at++] = value(path, values);
    }
    return inputs;
  }

  /// The problem of `lanes` combinations from `first`; with noise, their numbers are those of the
  /// trajectories.
  OdeProblem problem(TimeSpan span, long first, int lanes, double[][] values) {
    double[] state = new double[states().size() * lanes];
    initial.run(all(values, 0), new double[][] {state}, lanes);
    double[][] parameters =
        field.parameterNames().stream()
            .filter(path -> !Diffusion.isOfPath(path))
            .map(path -> value(path, values))
            .toArray(double[][]::new);
    OdeProblem problem = OdeProblem.ensemble(field, span, lanes, state, parameters);
    boolean isNoisy = field.diffusion().isPresent();
    return (isNoisy ? problem.withPaths(model.file().seed(), first) : problem)
        .withEvents(traced.events().toArray(Event[]::new))
        .withStops(Capabilities.stops(model.file()));
  }

  /// The derived quantities at save time `k`, `[quantity][lane]`; NaN where it was not reached.
  double[][] derived(double t, Solution solution, int k, double[][] values) {
    int lanes = solution.lanes();
    double[][] inputs = all(values, 2);
    inputs[0] = new double[] {t};
    inputs[1] = new double[states().size() * lanes];
    for (int i = 0; i < states().size(); i++) {
      for (int lane = 0; lane < lanes; lane++) {
        inputs[1][i * lanes + lane] = solution.state(lane, k, i);
      }
    }
    double[][] quantities = new double[model.file().derivedOrder().size()][lanes];
    derived.run(inputs, quantities, lanes);
    return quantities;
  }
}
