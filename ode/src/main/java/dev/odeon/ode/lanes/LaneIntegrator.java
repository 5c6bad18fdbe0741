package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.DeviceException;
import dev.odeon.nn.graph.Interruptible;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.TracedEvents;
import dev.odeon.ode.step.StepGraphs;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Integrates a field by a method for any number of lanes, each with its own steps and outcome.
///
/// Traced and compiled once, run as often as wanted, from any thread. Lanes are worked in blocks of
/// 64; a trajectory's bits depend neither on its neighbours nor on the number of threads.
public final class LaneIntegrator {
  private final LaneProgram program;
  private final Backend backend;
  private final int threads;
  private final LanePlacement placement;
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<BlockSolver> idle = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<StepTape> idleTapes = new ConcurrentLinkedQueue<>();

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
    this(new LanePlan(field, method, control, span, saveAt), backend, threads);
  }

  /// An integrator by `plan`.
  ///
  /// @param backend runs the graphs of the steps
  /// @param threads most threads a run may use, at least 1
  /// @throws IllegalArgumentException if an event or an observed quantity does not fit the field
  public LaneIntegrator(LanePlan plan, Backend backend, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + " is below 1");
    }
    this(LaneProgram.of(plan), backend, threads, LanePlacement.PROCESSOR);
  }

  private LaneIntegrator(
      LaneProgram program, Backend backend, int threads, LanePlacement placement) {
    this.program = program;
    this.backend = backend;
    this.threads = threads;
    this.placement = placement;
  }

  /// The same on a device. What a device cannot do the processor does, with the same numbers;
  /// [#placement] says why.
  ///
  /// @throws IllegalArgumentException if the device is demanded and cannot be used at all
  public LaneIntegrator on(Device device) {
    LanePlacement there = LanePlacement.of(program, device);
    if (there.code().isEmpty() && device instanceof Device.Cuda) {
      warn("a solve on " + device + " runs on the processor: " + there.reason());
    }
    return on(there);
  }

  /// The same where `there` says.
  public LaneIntegrator on(LanePlacement there) {
    return new LaneIntegrator(program, backend, threads, there);
  }

  private static void warn(String sentence) {
    System.getLogger("dev.odeon.ode.lanes").log(Level.WARNING, sentence);
  }

  /// Where its runs without a record of their steps take place; the others, and streams, run on the
  /// processor.
  public LanePlacement placement() {
    return placement;
  }

  /// The same steps, bit for bit, with a tangent that they carry along behind the state, so that
  /// states have length 2 d; parameters are followed by their tangents. What it records can be
  /// differentiated once more.
  ///
  /// @param withTangents this integrator's events as they act on a state and its tangent
  public LaneIntegrator withTangent(TracedEvents withTangents) {
    return new LaneIntegrator(
        program.withTangent(withTangents), backend, threads, LanePlacement.PROCESSOR);
  }

  /// What is integrated how.
  public LanePlan plan() {
    return program.plan();
  }

  /// What is integrated how, and the graphs that do it.
  public LaneProgram program() {
    return program;
  }

  /// The graphs of its steps.
  public StepGraphs steps() {
    return program.steps();
  }

  /// The events that it looks out for.
  public TracedEvents events() {
    return program.events();
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

  /// Checks that its runs can be differentiated.
  ///
  /// @throws IllegalArgumentException if something else than states at given times is kept
  public void checkDifferentiable() {
    if (saveAt().stepsApart() > 0 || saveAt().observed().isPresent()) {
      throw new IllegalArgumentException("gradients need states at given times, not " + saveAt());
    }
  }

  /// Integrates.
  ///
  /// @param initial states at the start, `[d][lane]`
  /// @param parameters one array a parameter, `[element]` if shared, `[element][lane]` if per lane
  /// @param lanes number of lanes; 0 gives an empty result
  /// @throws IllegalArgumentException if an array has another size, or the result would not fit one
  public LaneRun run(double[] initial, double[][] parameters, int lanes, Recording recording) {
    return run(LaneInput.of(initial, parameters, lanes), recording);
  }

  /// Integrates. What a device cannot finish, for want of memory or since it broke, the processor
  /// does from the start.
  ///
  /// @throws IllegalArgumentException if an array has another size, an end lies outside the span,
  ///   or the result or the working memory would not fit
  public LaneRun run(LaneInput input, Recording recording) {
    check(input);
    long until = until();
    if (placement.code().isPresent() && recording instanceof Recording.None) {
      try {
        return placement.code().orElseThrow().run(input);
      } catch (DeviceException e) {
        String sentence = "a solve goes on on the processor: " + e.getMessage();
        // Once: an optimiser solves thousands of times.
        if (said.add(sentence)) {
          warn(sentence);
        }
      }
    }
    RunResults results = new RunResults(program, input.lanes(), recording);
    Blocks.forEach(
        Blocks.count(input.lanes()),
        threads,
        () -> block -> solve(input, block * Blocks.SIZE, results, until));
    return finish(results);
  }

  /// Integrates an ensemble that need not fit in memory: 64 trajectories at a time go from `source`
  /// to `sink`, in order. As many such parts are held at once as threads are used.
  ///
  /// After an interrupt, whose flag is kept, or the deadline, no further trajectories are taken.
  ///
  /// @return number of trajectories that went to `sink`
  /// @throws IllegalArgumentException if lanes have save times of their own, or the source gives
  ///   arrays that do not fit
  public long stream(LaneSource source, LaneSink sink) {
    if (saveAt().lanesWithOwnTimes() > 0) {
      throw new IllegalArgumentException(
          "save times of " + saveAt().lanesWithOwnTimes() + " lanes do not suit a stream");
    }
    return new LaneStream(source, sink, this::runBlock).run(threads, plan().limits(), until());
  }

  private LaneRun runBlock(LaneInput input, int width, long until) {
    if (input.lanes() != width) {
      throw new IllegalArgumentException(
          "source gave " + input.lanes() + " lanes where " + width + " were to be taken");
    }
    check(input);
    RunResults results = new RunResults(program, width, Recording.NONE);
    solve(input, 0, results, until);
    return finish(results);
  }

  /// When the time of a run that begins now is up.
  private long until() {
    return plan().limits().deadline().map(time -> System.nanoTime() + time.toNanos()).orElse(0L);
  }

  private void check(LaneInput input) {
    program.steps().field().checkSizes(input.lanes(), input.initial(), input.parameters());
    input.checkEnds(program.span());
    saveAt().checkLanes(input.lanes());
    program.checkMemory(Math.min(Blocks.SIZE, input.lanes()));
  }

  private void solve(LaneInput input, int first, RunResults results, long until) {
    int width = Math.min(Blocks.SIZE, input.lanes() - first);
    Optional<BlockSolver> compiled = Interruptible.call(() -> borrow(width));
    if (compiled.isEmpty()) {
      results.cancel(first, width, span().start());
      return;
    }
    BlockSolver solver = compiled.get();
    BlockTask task = new BlockTask(input, first, width, results, until);
    switch (results.recording()) {
      case Recording.None _, Recording.Full _, Recording.Within _ -> solver.solve(task);
      case Recording.Taped taped -> {
        StepTape tape = tape(taped);
        tape.begin(taped.steps().bytes() / input.lanes() * width, results.recordBytes(first));
        if (solver.solve(task, tape)) {
          results.keep(first, tape);
        } else {
          giveBack(tape);
        }
      }
    }
    idle.add(solver);
  }

  /// Takes a tape back that nobody reads any more, to be written on again.
  public void giveBack(StepTape tape) {
    if (tape.isSmall()) {
      idleTapes.add(tape);
    }
  }

  private StepTape tape(Recording.Taped taped) {
    StepTape tape = idleTapes.poll();
    return tape != null && tape.kept().equals(taped.kept()) ? tape : new StepTape(taped.kept());
  }

  private LaneRun finish(RunResults results) {
    return results.run(() -> new LaneDenseOutput(program, backend, results.dense()));
  }

  private BlockSolver borrow(int width) {
    BlockSolver solver = idle.poll();
    return solver != null && solver.columns() >= width
        ? solver
        : new BlockSolver(program, backend, width);
  }
}
