package dev.odeon.cli.engine;

import dev.odeon.adjoint.Solve;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.FitFileException;
import dev.odeon.cli.model.Model;
import dev.odeon.cli.model.TracedModel;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.optim.Objective;
import dev.odeon.nn.optim.Residuals;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.nn.train.GraphResiduals;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.Outcome;
import java.util.List;
import java.util.Optional;

/// The loss of a fit file as a function of the free parameters, with its gradient; counts its work.
final class FitProblem implements Objective {
  private final Model model;
  private final Observations observations;
  private final Solve solve;
  private final GraphObjective objective;
  private long solves;
  private long evaluations;

  /// @param data the measurements that the fit may see
  FitProblem(Model model, TimeSeries data) {
    this.model = model;
    observations = new Observations(model.file(), data);
    TracedModel traced = new TracedModel(model);
    TracedSolve solved = traced.solve(plan(traced, model.file(), data.distinctTimes()));
    solve = solved.solve();
    Tensor loss = observations.loss(traced, solved.states());
    Graph graph = Pipeline.standard().apply(traced.tracer().graph("loss", List.of(loss)));
    objective = new GraphObjective(model.spec(), graph, List.of(), 1, Backends.preferred());
  }

  /// How the equations are solved from the first to the last of `times`.
  static SolvePlan plan(TracedModel traced, FitFile file, double[] times) {
    TimeSpan span = TimeSpan.of(times[0], times[times.length - 1]);
    try {
      return Capabilities.plan(file, span, SaveAt.times(times))
          .withEvents(traced.events().toArray(Event[]::new));
    } catch (IllegalArgumentException e) {
      throw new FitFileException(file.path().getFileName() + ": " + e.getMessage());
    }
  }

  @Override
  public double valueAndGradient(double[] parameters, double[] gradientOut) {
    double loss = objective.valueAndGradient(parameters, gradientOut);
    solves++;
    solve.lastRun().ifPresent(run -> evaluations += run.solution().stats(0).evaluations());
    return loss;
  }

  /// Residuals with their Jacobian, for least squares.
  Residuals residuals() {
    TracedModel traced = new TracedModel(model);
    double[] times = observations.data().distinctTimes();
    TracedSolve solved = traced.solve(plan(traced, model.file(), times));
    Tensor residuals = observations.residuals(traced, solved.states());
    Graph graph = Pipeline.standard().apply(traced.tracer().graph("residuals", List.of(residuals)));
    GraphResiduals own = new GraphResiduals(model.spec(), graph, Backends.preferred());
    return new Residuals() {
      @Override
      public int count() {
        return own.count();
      }

      @Override
      public void evaluate(double[] parameters, double[] residualsOut, double[][] jacobianOut) {
        own.evaluate(parameters, residualsOut, jacobianOut);
        solves++;
        solved
            .solve()
            .lastRun()
            .ifPresent(run -> evaluations += run.solution().stats(0).evaluations());
      }
    };
  }

  /// How the last solution ended, if it failed.
  Optional<Outcome> lastFailure() {
    return solve
        .lastRun()
        .map(run -> run.solution().outcome(0))
        .filter(outcome -> !outcome.isSuccess());
  }

  /// Number of solutions so far.
  long solves() {
    return solves;
  }

  /// Evaluations of the equations in them.
  long evaluations() {
    return evaluations;
  }
}
