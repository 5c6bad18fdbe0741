package dev.odeon.ode.lanes;

import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.solution.DenseOutput;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.RaggedStates;
import dev.odeon.ode.solution.SavedRows;
import dev.odeon.ode.solution.SavedStates;
import dev.odeon.ode.solution.Solution;
import dev.odeon.ode.solution.SolveStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What a run fills in, lane by lane. Lists are empty for what is not kept.
public final class RunResults {
  private final SaveAt saveAt;
  private final SavedStates saved;
  private final Optional<double[]> grid;
  private final SaveStore store;
  private final Outcome[] outcomes;
  private final SolveStats[] stats;
  private final List<StepRecord> records;
  private final List<List<Occurrence>> occurrences;
  private final List<DenseSteps> dense;
  private final LaneEnds ends;
  private final Recording recording;
  private final List<Optional<OfferedTape>> tapes;

  /// Nothing yet.
  ///
  /// @throws IllegalArgumentException if the states would not fit an array
  public RunResults(LaneProgram program, int lanes, Recording recording) {
    saveAt = program.saveAt();
    int dimension = program.savedDimension();
    if (saveAt.isShared()) {
      double[] states = new double[stateCount(saveAt.count(), dimension, lanes)];
      Arrays.fill(states, Double.NaN);
      saved = Solution.grid(saveAt, dimension, lanes, states);
      grid = Optional.of(states);
      store =
          (lane, save, time, values, column, width) -> {
            for (int i = 0; i < dimension; i++) {
              states[(save * dimension + i) * lanes + lane] = values[i * width + column];
            }
          };
    } else {
      List<SavedRows> rows = each(lanes, () -> new SavedRows(dimension));
      saved = new RaggedStates(dimension, rows);
      grid = Optional.empty();
      store =
          (lane, save, time, values, column, width) ->
              rows.get(lane).add(time, values, column, width);
    }
    outcomes = new Outcome[lanes];
    stats = new SolveStats[lanes];
    this.recording = recording;
    records = records(program, lanes, recording);
    tapes =
        new ArrayList<>(
            Collections.nCopies(
                recording instanceof Recording.Taped ? Blocks.count(lanes) : 0, Optional.empty()));
    occurrences = program.events().isEmpty() ? List.of() : each(lanes, ArrayList::new);
    ends = LaneEnds.of(program.steps().field().dimension(), lanes);
    dense = saveAt.isDense() ? each(lanes, () -> DenseSteps.of(program)) : List.of();
  }

  private static List<StepRecord> records(LaneProgram program, int lanes, Recording recording) {
    return switch (recording) {
      case Recording.None _ -> List.of();
      case Recording.Full _ -> {
        StepLayout layout = StepLayout.brief(program.steps(), program.control());
        yield each(lanes, () -> new StepRecord(layout, Integer.MAX_VALUE));
      }
      case Recording.Within within -> checkpoints(program, lanes, within);
      case Recording.Taped taped -> checkpoints(program, lanes, taped.steps());
    };
  }

  private static List<StepRecord> checkpoints(
      LaneProgram program, int lanes, Recording.Within within) {
    StepLayout layout = StepLayout.repeatable(program.steps(), program.control());
    int capacity = CheckpointStack.capacity(within.bytes(), layout.stride(), lanes);
    return each(lanes, () -> new StepRecord(layout, capacity));
  }

  private static <T> List<T> each(int lanes, Supplier<T> make) {
    List<T> all = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      all.add(make.get());
    }
    return all;
  }

  static int stateCount(int times, int dimension, int lanes) {
    long count = (long) times * dimension;
    if (lanes > 0 && count > Integer.MAX_VALUE / lanes) {
      throw new IllegalArgumentException(
          times
              + " save times, dimension "
              + dimension
              + " and "
              + lanes
              + " lanes are more than 2^31-1 numbers; save fewer times, stream the ensemble, or"
              + " solve in parts");
    }
    return (int) count * lanes;
  }

  /// The states of all lanes, `[time][component][lane]`, to be written; NaN so far; empty if lanes
  /// do not share given times.
  public Optional<double[]> grid() {
    return grid;
  }

  /// Keeps column `column` of `values`, `[component][column]` of `width` columns, as the state
  /// number `save` of lane `lane`, which comes next.
  public void save(int lane, int save, double time, double[] values, int column, int width) {
    store.put(lane, save, time, values, column, width);
  }

  /// Lanes `first` to `first + width` were cancelled at `time`, before they began.
  void cancel(int first, int width, double time) {
    Arrays.fill(outcomes, first, first + width, new Outcome.Cancelled(time));
    Arrays.fill(stats, first, first + width, SolveStats.NONE);
  }

  SaveStore store() {
    return store;
  }

  /// How each lane ended, to be written.
  public Outcome[] outcomes() {
    return outcomes;
  }

  /// What each lane cost, to be written.
  public SolveStats[] stats() {
    return stats;
  }

  Recording recording() {
    return recording;
  }

  /// Bytes that a step of lane `lane` takes in its record.
  long recordBytes(int lane) {
    return (long) Double.BYTES * records.get(lane).layout().stride();
  }

  /// Keeps what was taped of the block that begins with lane `first`.
  void keep(int first, StepTape tape) {
    tapes.set(first / Blocks.SIZE, Optional.of(new OfferedTape(tape)));
  }

  List<StepRecord> records() {
    return records;
  }

  /// The occurrences of events, one list a lane to add to; no list at all without events.
  public List<List<Occurrence>> occurrences() {
    return occurrences;
  }

  /// Where lanes ended.
  public LaneEnds ends() {
    return ends;
  }

  List<DenseSteps> dense() {
    return dense;
  }

  /// All that was filled in, without dense output.
  public LaneRun run() {
    return run(
        () -> {
          throw new IllegalStateException("dense output of " + saveAt + " was not kept");
        });
  }

  LaneRun run(Supplier<DenseOutput> denseOutput) {
    Solution solution =
        new Solution(
            saveAt,
            saved,
            List.of(outcomes),
            List.of(stats),
            occurrences,
            saveAt.isDense() ? Optional.of(denseOutput.get()) : Optional.empty());
    return new LaneRun(solution, records, ends, tapes);
  }
}
