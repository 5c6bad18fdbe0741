package dev.odeon.adjoint;

import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.StepBreak;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import java.util.List;
import java.util.Optional;

/// Pulls cotangents of one block of lanes back through the events that changed or ended its
/// trajectories, see [EventJump].
final class BackwardJumps {
  private final List<Optional<Executable>> jumps;
  private final int dimension;
  private final double[] active = new double[Blocks.SIZE];
  private final double[] t = new double[Blocks.SIZE];
  private final double[] y;
  private final double[] onward;
  private final double[] last;
  private final double[] time = new double[Blocks.SIZE];
  private final double[] timeTangent = new double[Blocks.SIZE];
  private final double[] pulled;

  private final int[] breaks = new int[Blocks.SIZE];
  private final int[] pending = new int[Blocks.SIZE];
  private final boolean[] ends = new boolean[Blocks.SIZE];

  /// @param graphs the jump at each event, if it acts
  BackwardJumps(LaneIntegrator integrator, List<Optional<EventJump>> graphs) {
    dimension = integrator.steps().field().dimension();
    jumps =
        graphs.stream()
            .map(jump -> jump.map(EventJump::backward).map(integrator.backend()::compile))
            .toList();
    y = new double[dimension * Blocks.SIZE];
    onward = y.clone();
    last = y.clone();
    pulled = y.clone();
  }

  /// Begins with lanes `first` to `first + width` of `run`.
  void start(LaneRun run, int first, int width) {
    for (int lane = 0; lane < width; lane++) {
      breaks[lane] = run.records().get(first + lane).breaks().size() - 1;
      ends[lane] = run.solution().outcome(first + lane) instanceof Outcome.EventStop;
    }
  }

  /// The break after step `step` of a lane, if there is one; steps come in descending order.
  Optional<StepBreak> breakAfter(LaneRun run, int first, int lane, int step) {
    List<StepBreak> all = run.records().get(first + lane).breaks();
    while (breaks[lane] >= 0 && all.get(breaks[lane]).step() > step) {
      breaks[lane]--;
    }
    int at = breaks[lane];
    return at >= 0 && all.get(at).step() == step ? Optional.of(all.get(at)) : Optional.empty();
  }

  /// Pulls the cotangents of the states after the events that ended the steps at hand, back to the
  /// states before them.
  ///
  /// @param ended for each lane the break at the end of its step
  /// @param cotangents of saved states, of states and times at the ends, and of tangents of the
  ///   times if there are any
  /// @param adjoint `[d][lane of the block]`, replaced
  void pull(
      LaneRun run,
      List<Optional<StepBreak>> ended,
      double[][] cotangents,
      double[] adjoint,
      double[][] parameters,
      ParameterCotangents sums,
      double[][] gradients,
      int first) {
    int width = ended.size();
    for (int lane = 0; lane < width; lane++) {
      pending[lane] =
          ended.get(lane).filter(StepBreak::isCut).map(StepBreak::occurrences).orElse(0);
    }
    while (anyPending(width)) {
      for (int event = 0; event < jumps.size(); event++) {
        if (choose(run, ended, cotangents, adjoint, event, first, width)) {
          run(event, adjoint, parameters, sums, gradients, run.solution().lanes(), first, width);
        }
      }
    }
  }

  /// Prepares the lanes whose latest occurrence left is of `event`; false if there is none.
  private boolean choose(
      LaneRun run,
      List<Optional<StepBreak>> ended,
      double[][] cotangents,
      double[] adjoint,
      int event,
      int first,
      int width) {
    boolean any = false;
    for (int lane = 0; lane < width; lane++) {
      active[lane] = 0;
      rest(lane, width);
      if (pending[lane] == 0) {
        continue;
      }
      Occurrence occurrence = run.solution().occurrences(first + lane).get(pending[lane] - 1);
      if (occurrence.time() != ended.get(lane).orElseThrow().end()) {
        pending[lane] = 0;
      } else if (occurrence.event() == event) {
        pending[lane]--;
        if (jumps.get(event).isPresent()) {
          any = true;
          load(occurrence, cotangents, adjoint, lane, run.solution().lanes(), first, width);
        }
      }
    }
    return any;
  }

  private boolean anyPending(int width) {
    for (int lane = 0; lane < width; lane++) {
      if (pending[lane] > 0) {
        return true;
      }
    }
    return false;
  }

  /// A lane without this event takes part with numbers that any field can stand.
  private void rest(int lane, int width) {
    t[lane] = 0;
    time[lane] = 0;
    timeTangent[lane] = 0;
    for (int i = 0; i < dimension; i++) {
      y[i * width + lane] = 1;
      onward[i * width + lane] = 0;
      last[i * width + lane] = 0;
    }
  }

  private void load(
      Occurrence occurrence,
      double[][] cotangents,
      double[] adjoint,
      int lane,
      int lanes,
      int first,
      int width) {
    active[lane] = 1;
    t[lane] = occurrence.time();
    double[] before = occurrence.before();
    boolean isLast = ends[lane];
    ends[lane] = false;
    for (int i = 0; i < dimension; i++) {
      y[i * width + lane] = before[i];
      if (isLast) {
        last[i * width + lane] = cotangents[1][i * lanes + first + lane];
      } else {
        onward[i * width + lane] = adjoint[i * width + lane];
      }
    }
    time[lane] = isLast ? cotangents[2][first + lane] : 0;
    boolean hasTangent = isLast && cotangents.length > 3;
    timeTangent[lane] = hasTangent ? cotangents[3][first + lane] : 0;
  }

  private void run(
      int event,
      double[] adjoint,
      double[][] parameters,
      ParameterCotangents sums,
      double[][] gradients,
      int lanes,
      int first,
      int width) {
    Executable jump = jumps.get(event).orElseThrow();
    double[][] in = new double[jump.graph().inputs().size()][];
    in[0] = active;
    in[1] = t;
    in[2] = y;
    System.arraycopy(parameters, 0, in, 3, parameters.length);
    in[3 + parameters.length] = onward;
    in[4 + parameters.length] = last;
    in[5 + parameters.length] = time;
    if (in.length > 6 + parameters.length) {
      in[6 + parameters.length] = timeTangent;
    }
    double[][] parts = sums.parts(width);
    double[][] out = new double[1 + parts.length][];
    out[0] = pulled;
    System.arraycopy(parts, 0, out, 1, parts.length);
    jump.run(in, out, width);
    sums.add(parts, gradients, active, lanes, first, width);
    for (int lane = 0; lane < width; lane++) {
      for (int i = 0; active[lane] != 0 && i < dimension; i++) {
        adjoint[i * width + lane] = pulled[i * width + lane];
      }
    }
  }
}
