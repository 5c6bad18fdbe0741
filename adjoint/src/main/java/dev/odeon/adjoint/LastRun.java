package dev.odeon.adjoint;

import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.solution.Outcome;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The last recorded run of a solve, so that its derivatives need not run it again. Equal inputs
/// give equal bits, so it does not matter who made it. A run that was cut off from outside is not
/// kept: the same inputs may go further next time.
final class LastRun {
  private final LaneIntegrator integrator;
  private volatile Recording recording;
  private final AtomicReference<@Nullable Entry> entry = new AtomicReference<>();
  private volatile @Nullable LaneRun last;

  private record Entry(SolveInputs inputs, LaneRun run) {}

  LastRun(LaneIntegrator integrator, Recording recording) {
    this.integrator = integrator;
    this.recording = recording;
  }

  /// Has further runs recorded otherwise.
  void record(Recording other) {
    recording = other;
  }

  /// The run that was made last.
  Optional<LaneRun> last() {
    return Optional.ofNullable(last);
  }

  /// A run from the initial state and parameters in `operands`, made now unless the last one had
  /// the same. Its record is not to be read unless it is complete.
  LaneRun look(double[][] operands, int lanes) {
    Entry known = entry.get();
    if (known != null && known.inputs().matches(operands, lanes)) {
      return known.run();
    }
    Entry made = make(operands, lanes);
    entry.set(isCutOff(made.run()) ? null : made);
    return made.run();
  }

  /// The same, with a record that the caller may use up: nobody else gets it then.
  LaneRun take(double[][] operands, int lanes) {
    Entry known = entry.get();
    if (known != null
        && known.inputs().matches(operands, lanes)
        && (known.run().isComplete() || entry.compareAndSet(known, null))) {
      return known.run();
    }
    Entry made = make(operands, lanes);
    if (made.run().isComplete() && !isCutOff(made.run())) {
      entry.set(made);
    }
    return made.run();
  }

  private Entry make(double[][] operands, int lanes) {
    SolveInputs inputs = SolveInputs.copyOf(integrator.steps().field(), operands, lanes);
    LaneRun run = integrator.run(inputs.initial(), inputs.parameters(), lanes, recording);
    last = run;
    return new Entry(inputs, run);
  }

  private static boolean isCutOff(LaneRun run) {
    for (int lane = 0; lane < run.solution().lanes(); lane++) {
      Outcome outcome = run.solution().outcome(lane);
      if (outcome instanceof Outcome.Cancelled || outcome instanceof Outcome.Deadline) {
        return true;
      }
    }
    return false;
  }
}
