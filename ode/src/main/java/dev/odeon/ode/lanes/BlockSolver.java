package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.control.ControlGraphs;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The loop and the masks around the step graphs, for one block of at most 64 lanes. Used by one
/// thread at a time.
final class BlockSolver {
  private static final int ATTEMPT_SCALARS = 5;

  private final int dimension;
  private final int stages;
  private final FieldGraph field;
  private final StepControl control;
  private final TimeSpan span;
  private final double[] saveTimes;
  private final Executable derivative;
  private final @Nullable Executable initialStep;
  private final Executable attempt;
  private final Executable interpolant;

  private final double[] t = new double[Blocks.SIZE];
  private final double[] end = new double[Blocks.SIZE];
  private final double[] h = new double[Blocks.SIZE];
  private final double[] previous = new double[Blocks.SIZE];
  private final double[] theta = new double[Blocks.SIZE];
  private final double[] y;
  private final double[] k1;
  private final double[] interpolated;
  private final double[][] derivativeOut;
  private final double[][] attemptOut;
  private final boolean[] active = new boolean[Blocks.SIZE];
  private final int[] nextSave = new int[Blocks.SIZE];
  private final long[] accepted = new long[Blocks.SIZE];
  private final long[] attempts = new long[Blocks.SIZE];

  BlockSolver(
      FieldGraph field,
      StepControl control,
      TimeSpan span,
      SaveAt saveAt,
      Executable derivative,
      @Nullable Executable initialStep,
      Executable attempt,
      Executable interpolant) {
    this.field = field;
    this.control = control;
    this.span = span;
    this.derivative = derivative;
    this.initialStep = initialStep;
    this.attempt = attempt;
    this.interpolant = interpolant;
    dimension = field.dimension();
    saveTimes = saveAt.toArray();
    int guards = field.guards().size();
    stages = attempt.graph().outputs().size() - ATTEMPT_SCALARS - 1 - guards;
    y = new double[dimension * Blocks.SIZE];
    k1 = new double[dimension * Blocks.SIZE];
    interpolated = new double[dimension * Blocks.SIZE];
    derivativeOut = new double[1 + guards][];
    derivativeOut[0] = k1;
    attemptOut = new double[ATTEMPT_SCALARS + 1 + stages + guards][];
    for (int i = 0; i < ATTEMPT_SCALARS + 1 + stages; i++) {
      attemptOut[i] = new double[i < ATTEMPT_SCALARS ? Blocks.SIZE : dimension * Blocks.SIZE];
    }
    for (int guard = 0; guard < guards; guard++) {
      derivativeOut[1 + guard] = new double[Blocks.SIZE];
      attemptOut[ATTEMPT_SCALARS + 1 + stages + guard] = new double[Blocks.SIZE];
    }
  }

  private double[] t1() {
    return attemptOut[0];
  }

  private double[] tried() {
    return attemptOut[1];
  }

  private double[] y1() {
    return attemptOut[ATTEMPT_SCALARS];
  }

  private double[] k(int stage) {
    return attemptOut[ATTEMPT_SCALARS + 1 + stage];
  }

  void solve(BlockTask task) {
    double[][] parameters =
        LaneArrays.parameters(
            field.parameterTypes(), task.parameters(), task.lanes(), task.first(), task.width());
    int remaining = start(task, parameters);
    double[][] in = inputs(new double[][] {t, end, h, previous, y, k1}, parameters);
    while (remaining > 0) {
      if (Thread.currentThread().isInterrupted()) {
        cancel(task);
        return;
      }
      attempt.run(in, attemptOut, task.width());
      save(task);
      remaining -= commit(task);
    }
  }

  private int start(BlockTask task, double[][] parameters) {
    int width = task.width();
    LaneArrays.gather(task.initial(), dimension, task.lanes(), task.first(), width, y);
    Arrays.fill(t, span.start());
    Arrays.fill(end, span.end());
    Arrays.fill(previous, ControlGraphs.LEAST_PREVIOUS);
    Arrays.fill(accepted, 0);
    Arrays.fill(attempts, 0);
    derivative.run(inputs(new double[][] {t, y}, parameters), derivativeOut, width);
    switch (control) {
      case StepControl.Fixed fixed -> Arrays.fill(h, span.length() / fixed.steps());
      case StepControl.Adaptive _ -> {
        if (initialStep != null) {
          initialStep.run(
              inputs(new double[][] {t, end, y, k1}, parameters), new double[][] {h}, width);
        }
      }
    }
    int started = 0;
    for (int lane = 0; lane < width; lane++) {
      active[lane] = false;
      saveStart(task, lane);
      int violated = firstViolated(derivativeOut, 1, lane);
      int broken = firstNonFinite(k1, lane, width);
      if (span.length() == 0) {
        finish(task, lane, new Outcome.Success());
      } else if (violated >= 0) {
        finish(task, lane, diverged(lane, violated));
      } else if (broken >= 0) {
        finish(task, lane, new Outcome.NonFinite(span.start(), broken));
      } else {
        active[lane] = true;
        started++;
      }
    }
    return started;
  }

  private void saveStart(BlockTask task, int lane) {
    int save = 0;
    while (save < saveTimes.length && saveTimes[save] == span.start()) {
      copyState(task, save++, lane, y);
    }
    nextSave[lane] = save;
    if (task.records(lane)) {
      task.record(lane).startWith(save);
    }
  }

  private void copyState(BlockTask task, int save, int lane, double[] state) {
    for (int i = 0; i < dimension; i++) {
      task.save(save, i, dimension, lane, state[i * task.width() + lane]);
    }
  }

  /// Whether the lane takes the step: one that violates a guard is of another program than was
  /// traced, whatever its error.
  private boolean isAccepted(int lane) {
    return active[lane] && attemptOut[4][lane] != 0 && violatedInAttempt(lane) < 0;
  }

  private int violatedInAttempt(int lane) {
    return firstViolated(attemptOut, ATTEMPT_SCALARS + 1 + stages, lane);
  }

  private int firstViolated(double[][] outputs, int offset, int lane) {
    for (int guard = 0; guard < field.guards().size(); guard++) {
      if (outputs[offset + guard][lane] == 0) {
        return guard;
      }
    }
    return -1;
  }

  private Outcome diverged(int lane, int guard) {
    return new Outcome.TraceDiverged(t[lane], field.guards().get(guard));
  }

  /// Saves the states at the save times up to the ends of the accepted steps: one interpolation of
  /// all lanes for each time that the lane with the most has left.
  private void save(BlockTask task) {
    int width = task.width();
    boolean pending = true;
    while (pending) {
      pending = false;
      for (int lane = 0; lane < width; lane++) {
        theta[lane] = Double.NaN;
        if (isAccepted(lane)) {
          saveEnd(task, lane);
          if (isDue(lane)) {
            theta[lane] = (saveTimes[nextSave[lane]] - t[lane]) / tried()[lane];
            pending = true;
          }
        }
      }
      if (pending) {
        interpolate(task);
      }
    }
  }

  private boolean isDue(int lane) {
    return nextSave[lane] < saveTimes.length
        && span.direction() * (saveTimes[nextSave[lane]] - t1()[lane]) <= 0;
  }

  private void saveEnd(BlockTask task, int lane) {
    while (isDue(lane) && saveTimes[nextSave[lane]] == t1()[lane]) {
      copyState(task, nextSave[lane]++, lane, y1());
    }
  }

  private void interpolate(BlockTask task) {
    double[][] in = new double[3 + stages][];
    in[0] = theta;
    in[1] = tried();
    in[2] = y;
    for (int stage = 0; stage < stages; stage++) {
      in[3 + stage] = k(stage);
    }
    interpolant.run(in, new double[][] {interpolated}, task.width());
    for (int lane = 0; lane < task.width(); lane++) {
      if (!Double.isNaN(theta[lane])) {
        copyState(task, nextSave[lane]++, lane, interpolated);
      }
    }
  }

  /// Takes over accepted steps and judges each lane; returns how many ended.
  private int commit(BlockTask task) {
    int width = task.width();
    int ended = 0;
    for (int lane = 0; lane < width; lane++) {
      if (!active[lane]) {
        continue;
      }
      attempts[lane]++;
      h[lane] = attemptOut[2][lane];
      Outcome outcome = isAccepted(lane) ? accept(task, lane) : reject(lane, width);
      if (outcome == null && attempts[lane] >= control.maxSteps()) {
        outcome = new Outcome.MaxSteps(attempts[lane], t[lane], tried()[lane]);
      }
      if (outcome != null) {
        finish(task, lane, outcome);
        ended++;
      }
    }
    return ended;
  }

  private @Nullable Outcome accept(BlockTask task, int lane) {
    int width = task.width();
    if (task.records(lane)) {
      task.record(lane).add(t[lane], tried()[lane], y, lane, width);
      task.record(lane).endStep(t1()[lane], nextSave[lane]);
    }
    accepted[lane]++;
    t[lane] = t1()[lane];
    previous[lane] = attemptOut[3][lane];
    double[] last = k(stages - 1);
    for (int i = 0; i < dimension; i++) {
      y[i * width + lane] = y1()[i * width + lane];
      k1[i * width + lane] = last[i * width + lane];
    }
    if (t[lane] == span.end()) {
      return new Outcome.Success();
    }
    return tooSmall(lane) ? new Outcome.StepUnderflow(t[lane], h[lane]) : null;
  }

  private @Nullable Outcome reject(int lane, int width) {
    boolean adaptive = control instanceof StepControl.Adaptive;
    boolean wouldAccept = attemptOut[4][lane] != 0;
    if (adaptive && !wouldAccept && !tooSmall(lane)) {
      return null;
    }
    int violated = violatedInAttempt(lane);
    if (violated >= 0) {
      return diverged(lane, violated);
    }
    int broken = firstNonFinite(y1(), lane, width);
    for (int stage = 1; stage < stages && broken < 0; stage++) {
      broken = firstNonFinite(k(stage), lane, width);
    }
    return broken >= 0
        ? new Outcome.NonFinite(t[lane], broken)
        : new Outcome.StepUnderflow(t[lane], h[lane]);
  }

  private boolean tooSmall(int lane) {
    return !(Math.abs(h[lane]) > 2 * Math.ulp(t[lane]));
  }

  private int firstNonFinite(double[] state, int lane, int width) {
    for (int i = 0; i < dimension; i++) {
      if (!Double.isFinite(state[i * width + lane])) {
        return i;
      }
    }
    return -1;
  }

  private void cancel(BlockTask task) {
    for (int lane = 0; lane < task.width(); lane++) {
      if (active[lane]) {
        finish(task, lane, new Outcome.Cancelled(t[lane]));
      }
    }
  }

  private void finish(BlockTask task, int lane, Outcome outcome) {
    active[lane] = false;
    long starting = control instanceof StepControl.Adaptive && span.length() != 0 ? 2 : 1;
    task.outcomes()[task.first() + lane] = outcome;
    task.stats()[task.first() + lane] =
        new SolveStats(
            starting + attempts[lane] * (stages - 1),
            accepted[lane],
            attempts[lane] - accepted[lane]);
  }

  private static double[][] inputs(double[][] first, double[][] parameters) {
    double[][] all = Arrays.copyOf(first, first.length + parameters.length);
    System.arraycopy(parameters, 0, all, first.length, parameters.length);
    return all;
  }
}
