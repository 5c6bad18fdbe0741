package dev.odeon.cli.engine;

import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.job.SweepRequest;
import dev.odeon.cli.job.Sweeping;
import dev.odeon.cli.output.Ending;
import dev.odeon.cli.output.SweepReport;
import dev.odeon.cli.output.SweepRows;
import dev.odeon.nn.backend.Placement;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Solves the equations of a fit file for all combinations of values: trajectories are lanes of one
/// ensemble, taken some thousands at a time, so that memory does not grow with their number.
public final class SweepJob implements Sweeping {
  /// Trajectories at a time: so many, or, if a device works on more, so many as it works on, as
  /// long as what is saved of them are not more numbers than [#MOST_NUMBERS].
  private static final int BATCH = 4096;

  private static final int MOST_NUMBERS = 1 << 24;

  @Override
  public SweepReport sweep(SweepRequest request, SweepRows rows) {
    long began = System.nanoTime();
    LibraryLog.quieten();
    FitFile file = request.file();
    double[] times = request.times().stream().mapToDouble(Double::doubleValue).toArray();
    TimeSpan span = TimeSpan.of(times[0], times[times.length - 1]);
    Method method = Capabilities.method(file);
    StepControl control = Capabilities.control(file, span);
    SweptModel model = new SweptModel(file, span, request.axes());
    double[] saved =
        switch (request.rows()) {
          case ALL -> times;
          case LAST -> new double[] {span.end()};
        };
    rows.header(model.columns());
    Tally tally = new Tally(model.states());
    OdeSolver solver =
        new OdeSolver(
                dev.odeon.nn.backend.Backends.preferred(),
                Capabilities.threads(file),
                Capabilities.limits(file))
            .on(file.device());
    try (InterruptOnCancel _ = InterruptOnCancel.watch(request.cancellation())) {
      int batch = batch(file, saved.length * model.states().size());
      for (long first = 0; first < model.combinations(); first += batch) {
        if (tally.interrupted) {
          break;
        }
        int lanes = (int) Math.min(batch, model.combinations() - first);
        double[][] values = model.values(first, lanes);
        Solution solution =
            solver.run(
                model.problem(span, first, lanes, values), method, control, SaveAt.times(saved));
        write(model, rows, solution, saved, values, tally);
        tally.interrupted |= request.cancellation().isRequested();
      }
    }
    rows.end();
    return tally.report((System.nanoTime() - began) * 1e-9);
  }

  /// @param each numbers that are saved of a trajectory
  private static int batch(FitFile file, int each) {
    int most = Math.max(BATCH, MOST_NUMBERS / Math.max(1, each));
    return Math.clamp(Placement.lanesAtOnce(file.device()), BATCH, most);
  }

  private static void write(
      SweptModel model,
      SweepRows rows,
      Solution solution,
      double[] times,
      double[][] values,
      Tally tally) {
    int lanes = solution.lanes();
    int d = model.states().size();
    double[][][] derived = new double[times.length][][];
    for (int k = 0; k < times.length; k++) {
      derived[k] = model.derived(times[k], solution, k, values);
    }
    for (int lane = 0; lane < lanes; lane++) {
      String outcome = tally.count(solution, lane);
      for (int k = 0; k < times.length; k++) {
        double[] row = new double[values.length + 1 + d + derived[k].length];
        int at = 0;
        for (double[] value : values) {
          row[at++] = value[lane];
        }
        row[at++] = times[k];
        for (int i = 0; i < d; i++) {
          row[at++] = solution.state(lane, k, i);
        }
        for (double[] quantity : derived[k]) {
          row[at++] = quantity[lane];
        }
        rows.row(row, outcome);
      }
    }
  }

  /// Counts how trajectories ended.
  private static final class Tally {
    private final List<String> states;
    private final Map<String, Long> outcomes = new LinkedHashMap<>();
    private final List<Outcome> failures = new ArrayList<>();
    private boolean interrupted;
    private long trajectories;
    private long failed;
    private long evaluations;

    Tally(List<String> states) {
      this.states = states;
    }

    String count(Solution solution, int lane) {
      Outcome outcome = solution.outcome(lane);
      String name = Endings.of(outcome, states).outcome();
      outcomes.merge(name, 1L, Long::sum);
      trajectories++;
      evaluations += solution.stats(lane).evaluations();
      if (!outcome.isSuccess()) {
        failed++;
        if (failures.isEmpty()) {
          failures.add(outcome);
        }
      }
      return name;
    }

    SweepReport report(double seconds) {
      Ending ending;
      if (interrupted) {
        ending =
            Ending.interrupted(
                "interrupted after " + trajectories + " trajectories; the table ends there");
      } else if (failures.isEmpty()) {
        ending = new Ending("success", "", dev.odeon.cli.fault.ExitCode.DONE);
      } else {
        ending =
            Ending.gaveUp(
                "incomplete",
                failed
                    + " of "
                    + trajectories
                    + " trajectories did not reach the end; of the first "
                    + new GivingUp(failures.getFirst(), states).sentence());
      }
      return new SweepReport(ending, trajectories, outcomes, evaluations, seconds);
    }
  }
}
