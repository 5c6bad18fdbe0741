package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneProgram;
import java.util.ArrayList;
import java.util.List;

/// The arrays of a batched solve of n lanes.
///
/// @param initial states at the start, `[d][n]`
/// @param parameters one a parameter, `[element]` if shared, `[element][n]` if per lane
/// @param targets where each lane ends, `[1][n]`; with stops also where its first step begins,
///   where its last one ends, and how many stops it meets, `[4][n]`
/// @param stops where steps end, what that stands for, and where those after it begin, `[3][stop]`
/// @param times save times, one lane after another if each has its own
/// @param rows number of the first of a lane's own save times, and how many it has, `[2][n]`
/// @param states what is saved, `[time][component][n]`, or `[time][component]` of all lanes' own
///   times
/// @param reports how lanes ended, see [Report], `[number][n]`
/// @param ends the last states, `[d][n]`
/// @param wrecks from where the last attempt of lanes with [Report#WRECK] was made, `[number][n]`
/// @param occurrences of events: lane, its number there, event, time, states before and after, `[2
///   d + 4]` each
/// @param steps accepted steps: time at the beginning, size, state there, with stops or events also
///   the time at the end and, if events cut the step short, the number of occurrences so far, else
///   0, `[step][d + 2 or 4][n]`
/// @param savedIn number of the step in which each save time lies, `[time][n]`, or `[time]` of all
///   lanes' own times
/// @param occurred number of occurrences, those included that found no room
/// @param next number of lanes taken
/// @param halt above zero if all lanes that run are to end where they are
public record TrajectoryMemory(
    Memory initial,
    List<Memory> parameters,
    Memory targets,
    Memory stops,
    Memory times,
    Memory rows,
    Memory states,
    Memory reports,
    Memory ends,
    Memory wrecks,
    Memory occurrences,
    Memory steps,
    Memory savedIn,
    Memory occurred,
    Memory next,
    Memory halt) {
  public TrajectoryMemory {
    parameters = List.copyOf(parameters);
  }

  /// Of an accepted step, the row of the time at the end, less the dimension.
  static final int END = 2;

  /// The row of the number of occurrences, less the dimension.
  static final int OCCURRED = 3;

  /// How many rows an accepted step has.
  static int stepRows(LaneProgram program) {
    int dimension = program.steps().field().dimension();
    return program.plan().hasBreaks() ? dimension + OCCURRED + 1 : dimension + END;
  }

  static TrajectoryMemory of(ProgramBuilder code, LaneProgram program) {
    List<Memory> parameters = new ArrayList<>();
    for (int i = 0; i < program.steps().field().parameterTypes().size(); i++) {
      parameters.add(code.memory("parameter" + i, Memory.Use.READ));
    }
    return new TrajectoryMemory(
        code.memory("initial", Memory.Use.READ),
        parameters,
        code.memory("targets", Memory.Use.READ),
        code.memory("stops", Memory.Use.READ),
        code.memory("times", Memory.Use.READ),
        code.memory("rows", Memory.Use.READ),
        code.memory("states", Memory.Use.WRITTEN),
        code.memory("reports", Memory.Use.WRITTEN),
        code.memory("ends", Memory.Use.WRITTEN),
        code.memory("wrecks", Memory.Use.WRITTEN),
        code.memory("occurrences", Memory.Use.WRITTEN),
        code.memory("steps", Memory.Use.WRITTEN),
        code.memory("savedIn", Memory.Use.WRITTEN),
        code.memory("occurred", Memory.Use.COUNTED),
        code.memory("next", Memory.Use.COUNTED),
        code.memory("halt", Memory.Use.COUNTED));
  }

  /// Whether lanes share parameter `i` of `types`.
  static boolean isShared(List<ValueType> types, int i) {
    return types.get(i).scope() == Scope.SHARED;
  }
}
