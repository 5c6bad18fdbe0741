package dev.odeon.cli.engine;

import dev.odeon.adjoint.TracedSolve;
import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.model.Model;
import dev.odeon.cli.model.TracedModel;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a model says about its quantities at given times.
///
/// @param series the quantities at the times that were reached
/// @param outcome how the solution ended
/// @param stats what it cost
record Prediction(TimeSeries series, Outcome outcome, SolveStats stats) {
  /// Solves `model` with the free parameters `free`.
  ///
  /// @param names states and derived quantities
  /// @param times ascending or descending, each once
  static Prediction of(Model model, ParameterVector free, List<String> names, double[] times) {
    TracedModel traced = new TracedModel(model);
    TracedSolve solved = traced.solve(FitProblem.plan(traced, model.file(), times));
    List<Tensor> quantities = new ArrayList<>();
    names.forEach(name -> quantities.add(traced.quantity(name, solved.states(), times)));
    Graph graph = Pipeline.standard().apply(traced.tracer().graph("prediction", quantities));
    double[][] outputs = new double[names.size()][times.length];
    Backends.preferred().compile(graph).run(inputs(model.spec(), free), outputs, 1);
    var solution = solved.solve().lastRun().orElseThrow().solution();
    int reached = times.length;
    while (reached > 0 && Double.isNaN(solution.state(0, reached - 1, 0))) {
      reached--;
    }
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (int i = 0; i < outputs.length; i++) {
      columns.put(names.get(i), Arrays.copyOf(outputs[i], reached));
    }
    TimeSeries series = TimeSeries.of(Arrays.copyOf(times, reached), columns);
    return new Prediction(series, solution.outcome(0), solution.stats(0));
  }

  private static double[][] inputs(ParameterSpec spec, ParameterVector free) {
    double[][] inputs = new double[spec.entries().size()][];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = free.view(spec.entries().get(i).path()).toArray();
    }
    return inputs;
  }
}
