package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import dev.odeon.ode.step.StepGraphs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Integrates a field by a method for any number of lanes, each with its own steps and outcome.
///
/// Traced and compiled once, run as often as wanted, from any thread. Lanes are worked in blocks of
/// 64; a trajectory's bits depend neither on its neighbours nor on the number of threads.
public final class LaneIntegrator {
  private final LaneProgram program;
  private final Backend backend;
  private final int threads;
  private final ConcurrentLinkedQueue<BlockSolver> idle = new ConcurrentLinkedQueue<>();

  /// An integrator of `field` by `method` over `span`.
  ///
  /// @param backend runs the graphs of the steps
  /// @param threads most threads a run may use, at least 1
  /// @throws IllegalArgumentException if a save time lies outside the span, the method has no error
  ///   estimate to adapt its steps by, or tolerances or norm do not fit the dimension
  public LaneIntegrator(
      FieldGraph field,
      LaneMethod method,
      StepControl control,
      TimeSpan span,
      SaveAt saveAt,
      Backend backend,
      int threads) {
    saveAt.checkWithin(span);
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + " is below 1");
    }
    if (control instanceof StepControl.Adaptive && !method.hasErrorEstimate()) {
      throw new IllegalArgumentException(
          "method '" + method.name() + "' has no error estimate: give a number of fixed steps");
    }
    control.checkDimension(field.dimension());
    program = LaneProgram.of(new StepGraphs(field, method), control, span, saveAt);
    this.backend = backend;
    this.threads = threads;
  }

  /// The graphs of its steps.
  public StepGraphs steps() {
    return program.steps();
  }

  /// The interval of integration.
  public TimeSpan span() {
    return program.span();
  }

  /// The save times.
  public SaveAt saveAt() {
    return program.saveAt();
  }

  /// Where its graphs run.
  public Backend backend() {
    return backend;
  }

  /// Most threads a run may use.
  public int threads() {
    return threads;
  }

  /// Integrates.
  ///
  /// @param initial states at the start, `[d][lane]`
  /// @param parameters one array a parameter, `[element]` if shared, `[element][lane]` if per lane
  /// @param lanes number of lanes; 0 gives an empty result
  /// @throws IllegalArgumentException if an array has another size, or the result would not fit one
  public LaneRun run(double[] initial, double[][] parameters, int lanes, Recording recording) {
    FieldGraph field = program.steps().field();
    field.checkSizes(lanes, initial, parameters);
    int dimension = field.dimension();
    double[] states = new double[stateCount(dimension, lanes)];
    Arrays.fill(states, Double.NaN);
    Outcome[] outcomes = new Outcome[lanes];
    SolveStats[] stats = new SolveStats[lanes];
    List<StepRecord> records = new ArrayList<>();
    if (recording == Recording.FULL) {
      for (int lane = 0; lane < lanes; lane++) {
        records.add(new StepRecord(dimension));
      }
    }
    Blocks.forEach(
        Blocks.count(lanes),
        threads,
        () ->
            block -> {
              BlockSolver solver = borrow();
              int first = block * Blocks.SIZE;
              int width = Math.min(Blocks.SIZE, lanes - first);
              solver.solve(
                  new BlockTask(
                      initial, parameters, lanes, first, width, states, outcomes, stats, records));
              idle.add(solver);
            });
    return LaneRun.of(program.saveAt(), dimension, states, outcomes, stats, records);
  }

  private int stateCount(int dimension, int lanes) {
    long count = (long) program.saveAt().count() * dimension;
    if (lanes > 0 && count > Integer.MAX_VALUE / lanes) {
      throw new IllegalArgumentException(
          program.saveAt().count()
              + " save times, dimension "
              + dimension
              + " and "
              + lanes
              + " lanes are more than 2^31-1 numbers; save fewer times or solve in parts");
    }
    return (int) count * lanes;
  }

  private BlockSolver borrow() {
    BlockSolver solver = idle.poll();
    return solver != null ? solver : new BlockSolver(program, backend);
  }
}
