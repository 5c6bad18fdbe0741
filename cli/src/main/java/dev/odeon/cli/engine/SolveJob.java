package dev.odeon.cli.engine;

import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.job.SolveRequest;
import dev.odeon.cli.job.Solving;
import dev.odeon.cli.model.Model;
import dev.odeon.cli.model.TracedModel;
import dev.odeon.cli.output.EventTime;
import dev.odeon.cli.output.SolveCounts;
import dev.odeon.cli.output.SolveReport;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.Solution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Solves the equations of a fit file with the start values of its parameters, by any method.
public final class SolveJob implements Solving {
  @Override
  public SolveReport solve(SolveRequest request) {
    long began = System.nanoTime();
    LibraryLog.quieten();
    FitFile file = request.file();
    double[] times = request.times().stream().mapToDouble(Double::doubleValue).toArray();
    TimeSpan span = TimeSpan.of(times[0], times[times.length - 1]);
    Method method = Capabilities.method(file);
    StepControl control = Capabilities.control(file, span);
    Model model = new Model(file);
    ParameterVector bounded = model.bounded(model.start(0));
    OdeProblem problem = problem(model, bounded, span);
    Solution solution;
    try (InterruptOnCancel _ = InterruptOnCancel.watch(request.cancellation())) {
      solution =
          new OdeSolver(Backends.preferred(), 1, Capabilities.limits(file))
              .on(file.device())
              .run(problem, method, control, SaveAt.times(times));
    }
    TimeSeries trajectory = trajectory(model, model.start(0), solution, times);
    double seconds = (System.nanoTime() - began) * 1e-9;
    var stats = solution.stats(0);
    return new SolveReport(
        Endings.of(solution.outcome(0), model.states()),
        trajectory,
        new SolveCounts(stats.evaluations(), stats.accepted(), stats.rejected()),
        occurred(problem, solution),
        seconds);
  }

  private static List<EventTime> occurred(OdeProblem problem, Solution solution) {
    return problem.events().isEmpty()
        ? List.of()
        : solution.occurrences(0).stream()
            .map(at -> new EventTime(problem.events().get(at.event()).name(), at.time()))
            .toList();
  }

  static OdeProblem problem(Model model, ParameterVector bounded, TimeSpan span) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    List<double[]> values = new ArrayList<>();
    for (ParameterSpec.Entry entry : model.spec().entries()) {
      if (!entry.path().startsWith("initial.")) {
        TensorType type = TensorType.f64(entry.shape().toArray());
        types.put(entry.path(), new ValueType(type, Scope.SHARED));
        values.add(bounded.view(entry.path()).toArray());
      }
    }
    TracedModel traced = new TracedModel(model);
    FieldGraph field = Capabilities.field(model.file(), traced, span, types);
    double[] initial = new double[model.states().size()];
    evaluate(model, model.start(0), List.of(traced.initial()), traced, new double[][] {initial});
    OdeProblem problem = OdeProblem.of(field, span, initial, values.toArray(double[][]::new));
    return (field.diffusion().isEmpty() ? problem : problem.withSeed(model.file().seed()))
        .withEvents(traced.events().toArray(Event[]::new))
        .withStops(Capabilities.stops(model.file()));
  }

  private static void evaluate(
      Model model,
      ParameterVector free,
      List<Tensor> outputs,
      TracedModel traced,
      double[][] into) {
    double[][] inputs = new double[model.spec().entries().size()][];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = free.view(model.spec().entries().get(i).path()).toArray();
    }
    Backends.preferred().compile(traced.tracer().graph("evaluation", outputs)).run(inputs, into, 1);
  }

  /// States, and derived quantities computed of them, at the times that were reached.
  private static TimeSeries trajectory(
      Model model, ParameterVector free, Solution solution, double[] times) {
    int reached = times.length;
    while (reached > 0 && Double.isNaN(solution.state(0, reached - 1, 0))) {
      reached--;
    }
    double[] reachedTimes = Arrays.copyOf(times, reached);
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (int i = 0; i < model.states().size(); i++) {
      columns.put(model.states().get(i), Arrays.copyOf(solution.component(0, i), reached));
    }
    List<String> derived = model.file().derivedOrder();
    if (reached > 0 && !derived.isEmpty()) {
      derive(model, free, derived, reachedTimes, columns);
    }
    return TimeSeries.of(reachedTimes, columns);
  }

  private static void derive(
      Model model,
      ParameterVector free,
      List<String> derived,
      double[] times,
      Map<String, double[]> columns) {
    TracedModel traced = new TracedModel(model);
    int d = model.states().size();
    double[] rows = new double[times.length * d];
    for (int i = 0; i < d; i++) {
      double[] column = columns.getOrDefault(model.states().get(i), new double[0]);
      for (int row = 0; row < times.length; row++) {
        rows[row * d + i] = column[row];
      }
    }
    Tensor states =
        traced
            .tracer()
            .constant(dev.odeon.nn.graph.Literal.of(TensorType.f64(times.length, d), rows));
    List<Tensor> outputs =
        derived.stream().map(name -> traced.quantity(name, states, times)).toList();
    double[][] into = new double[derived.size()][times.length];
    evaluate(model, free, outputs, traced, into);
    for (int i = 0; i < derived.size(); i++) {
      columns.put(derived.get(i), into[i]);
    }
  }
}
