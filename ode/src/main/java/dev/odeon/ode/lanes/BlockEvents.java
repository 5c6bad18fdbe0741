package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.TracedEvents;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import dev.odeon.ode.step.EventGraphs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the events that occur in the steps of one block's lanes and lets them act.
///
/// Those whose roots lie as close together as they are located occur at one time, in the order of
/// declaration.
final class BlockEvents {
  private final LaneProgram program;
  private final TracedEvents events;
  private final int count;
  private final int dimension;
  private final BlockState state;
  private final Executable location;
  private final Executable inside;
  private final List<@Nullable Executable> changes = new ArrayList<>();
  private final EventTally tally;
  private final boolean[][] fired;
  private final boolean[] searched = new boolean[Blocks.SIZE];
  private final boolean[] changed = new boolean[Blocks.SIZE];
  private final @Nullable Outcome[] outcomes = new Outcome[Blocks.SIZE];
  private final double[] cut = new double[Blocks.SIZE];
  private final double[] from = new double[Blocks.SIZE];
  private final double[] to = new double[Blocks.SIZE];
  private final double[] time = new double[Blocks.SIZE];
  private final double[] again;
  private final double[] values;
  private final double[][] located;
  private final double[] y;
  private final double[] valuesInside;
  private final double[] current;
  private final double[] changedState;

  BlockEvents(LaneProgram program, Backend backend, BlockState state) {
    this.program = program;
    this.state = state;
    events = program.events();
    count = events.count();
    dimension = program.steps().field().dimension();
    EventGraphs graphs = new EventGraphs(program.steps(), events);
    location = backend.compile(graphs.location());
    inside = backend.compile(graphs.inside());
    events.changes().forEach(graph -> changes.add(graph.map(backend::compile).orElse(null)));
    tally = new EventTally(events.events(), program.span(), program.plan().limits(), Blocks.SIZE);
    fired = new boolean[Blocks.SIZE][count];
    again = new double[count * Blocks.SIZE];
    values = new double[count * Blocks.SIZE];
    located = new double[4][count * Blocks.SIZE];
    valuesInside = new double[count * Blocks.SIZE];
    y = new double[dimension * state.columns()];
    current = new double[dimension * state.columns()];
    changedState = new double[dimension * state.columns()];
  }

  /// Begins with a lane, whose column has the same number; its end, if a function is NaN.
  ///
  /// @param start values of the functions at the start, `[k][column]`
  @Nullable Outcome start(int lane, double[] start) {
    tally.start(lane);
    for (int i = 0; i < count; i++) {
      double value = start[i * state.width() + lane];
      if (Double.isNaN(value)) {
        return failed(program.span().start(), i);
      }
      fired[lane][i] = value == 0;
    }
    return null;
  }

  private Outcome failed(double t, int event) {
    return new Outcome.EventFailed(t, events.events().get(event).name());
  }

  /// After the state of a lane was changed: what begins at zero does not occur there.
  void restart(int column, double[] start) {
    for (int i = 0; i < count; i++) {
      if (start[i * state.width() + column] == 0) {
        fired[state.lane(column)][i] = true;
      }
    }
  }

  /// Whether the next step of a lane must be looked at whatever happens in it.
  boolean watches(int column) {
    for (boolean one : fired[state.lane(column)]) {
      if (one) {
        return true;
      }
    }
    return false;
  }

  /// Where an event cut the last step of a column short; NaN if none did.
  double cut(int column) {
    return cut[column];
  }

  /// Whether an event changed the state of a column.
  boolean isChanged(int column) {
    return changed[column];
  }

  /// How events ended the lane of a column, if they did.
  @Nullable Outcome outcome(int column) {
    return outcomes[column];
  }

  /// The states after the changes, `[d][column]`.
  double[] changedStates() {
    return current;
  }

  /// Lets events act in the accepted steps of the columns that ask for attention. A step that one
  /// of them cuts short ends there, with the state before any change.
  void locate(BlockTask task) {
    int width = state.width();
    boolean searching = false;
    for (int column = 0; column < width; column++) {
      cut[column] = Double.NaN;
      changed[column] = false;
      outcomes[column] = null;
      searched[column] =
          state.rest(Attempt.TAKEN)[column] != 0 && state.rest(Attempt.ATTENTION)[column] != 0;
      searching |= searched[column];
      from[column] = state.before(Carry.T)[column];
      to[column] = searched[column] ? state.after(Carry.T)[column] : from[column];
    }
    System.arraycopy(state.before(program.carry().size() - 1), 0, values, 0, count * width);
    while (searching) {
      search(width);
      searching = occur(task, width);
    }
  }

  private void search(int width) {
    for (int column = 0; column < width; column++) {
      for (int i = 0; i < count; i++) {
        again[i * width + column] = fired[state.lane(column)][i] ? 1 : 0;
      }
    }
    double[] t = state.before(Carry.T);
    double[] h = state.rest(Attempt.TRIED);
    location.run(inputs(from, to, t, h, again, values), located, width);
  }

  /// Inputs of a graph: `own`, the old state, what the attempt left, the parameters.
  private double[][] inputs(double[]... own) {
    int dense = program.steps().interpolated().size();
    double[][] parameters = state.parameters();
    double[][] in = Arrays.copyOf(own, own.length + 1 + dense + parameters.length);
    in[own.length] = state.before(Carry.Y);
    for (int i = 0; i < dense; i++) {
      in[own.length + 1 + i] = state.rest(program.denseStart() + i);
    }
    System.arraycopy(parameters, 0, in, own.length + 1 + dense, parameters.length);
    return in;
  }

  /// Lets the next events of all columns act; whether a column has a part of its step left.
  private boolean occur(BlockTask task, int width) {
    boolean[] hit = new boolean[width];
    boolean any = false;
    for (int column = 0; column < width; column++) {
      time[column] = to[column];
      if (searched[column]) {
        hit[column] = next(column, width);
        any |= hit[column];
      }
    }
    if (!any) {
      return false;
    }
    double[] t = state.before(Carry.T);
    inside.run(inputs(time, t, state.rest(Attempt.TRIED)), new double[][] {y, valuesInside}, width);
    for (int column = 0; column < width; column++) {
      if (hit[column]) {
        enter(column, width);
      }
    }
    for (int event = 0; event < count; event++) {
      act(task, event, hit, width);
    }
    boolean left = false;
    for (int column = 0; column < width; column++) {
      left |= hit[column] && goesOn(column, width);
    }
    return left;
  }

  /// Finds when the next events of a column occur and which; false if none does.
  private boolean next(int column, int width) {
    boolean[] now = fired[state.lane(column)];
    searched[column] = false;
    for (int i = 0; i < count; i++) {
      if (located[3][i * width + column] != 0) {
        outcomes[column] = failed(from[column], i);
        return false;
      }
    }
    EventCluster cluster =
        EventCluster.earliest(located, count, column, width, program.span().direction());
    Arrays.fill(now, false);
    if (cluster == null) {
      return false;
    }
    time[column] = cluster.time();
    cluster.mark(located, column, width, now);
    return true;
  }

  private void enter(int column, int width) {
    boolean atEnd = time[column] == state.after(Carry.T)[column];
    double[] end = state.after(Carry.Y);
    double[] atEndValues = state.after(program.carry().size() - 1);
    for (int i = 0; i < dimension; i++) {
      int at = i * width + column;
      y[at] = atEnd ? end[at] : y[at];
      current[at] = y[at];
    }
    for (int i = 0; i < count; i++) {
      int at = i * width + column;
      values[at] = atEnd ? atEndValues[at] : valuesInside[at];
    }
    outcomes[column] = tally.meet(state.lane(column), time[column], fired[state.lane(column)]);
  }

  private void act(BlockTask task, int event, boolean[] hit, int width) {
    Executable change = changes.get(event);
    if (change != null && isNeeded(event, hit, width)) {
      double[][] parameters = state.parameters();
      double[][] in = new double[2 + parameters.length][];
      in[0] = time;
      in[1] = current;
      System.arraycopy(parameters, 0, in, 2, parameters.length);
      change.run(in, new double[][] {changedState}, width);
    }
    for (int column = 0; column < width; column++) {
      if (acts(event, hit, column)) {
        act(task, event, column, width, change != null);
      }
    }
  }

  private boolean acts(int event, boolean[] hit, int column) {
    return hit[column] && outcomes[column] == null && fired[state.lane(column)][event];
  }

  private boolean isNeeded(int event, boolean[] hit, int width) {
    for (int column = 0; column < width; column++) {
      if (acts(event, hit, column)) {
        return true;
      }
    }
    return false;
  }

  private void act(BlockTask task, int event, int column, int width, boolean changes) {
    double[] before = pick(current, column, width);
    double[] after = changes ? pick(changedState, column, width) : before;
    for (int i = 0; i < dimension; i++) {
      if (!Double.isFinite(after[i])) {
        outcomes[column] = failed(time[column], event);
        return;
      }
      current[i * width + column] = after[i];
    }
    changed[column] |= changes;
    int lane = state.lane(column);
    task.results()
        .occurrences()
        .get(task.first() + lane)
        .add(new Occurrence(event, time[column], before, after));
    Event declared = events.events().get(event);
    if (declared.endsAt(tally.count(lane, event))) {
      outcomes[column] = new Outcome.EventStop(time[column], declared.name());
    }
  }

  private double[] pick(double[] values, int column, int width) {
    double[] picked = new double[dimension];
    for (int i = 0; i < dimension; i++) {
      picked[i] = values[i * width + column];
    }
    return picked;
  }

  /// Cuts the step short if it must be; whether the rest of it is to be searched.
  private boolean goesOn(int column, int width) {
    if (changed[column] || outcomes[column] != null) {
      cut[column] = time[column];
      state.after(Carry.T)[column] = time[column];
      double[] end = state.after(Carry.Y);
      for (int i = 0; i < dimension; i++) {
        end[i * width + column] = y[i * width + column];
      }
      return false;
    }
    from[column] = time[column];
    double rest = Math.abs(to[column] - time[column]);
    searched[column] = rest > 16 * Math.ulp(to[column]);
    return searched[column];
  }
}
