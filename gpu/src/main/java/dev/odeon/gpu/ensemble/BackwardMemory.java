package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import java.util.ArrayList;
import java.util.List;

/// The arrays of a backward sweep over the steps of n lanes in blocks of 64.
///
/// @param parameters as in [TrajectoryMemory]
/// @param found what depends on shared parameters only, computed beforehand
/// @param times as in [TrajectoryMemory]
/// @param rows as in [TrajectoryMemory]
/// @param reports as in [TrajectoryMemory]
/// @param steps as in [TrajectoryMemory]
/// @param savedIn as in [TrajectoryMemory]
/// @param sweeps number of steps of the longest lane of each block
/// @param fewest number of steps of the shortest lane of each block
/// @param cursors where launches leave the lanes: the last save time that is left, and the end of
///   the step, `[2][n]`
/// @param cotangent of the saved states, `[time][d][n]`
/// @param initial cotangent of the initial states, `[d][n]`
/// @param own cotangents of the parameters that lanes have for themselves, `[element][n]` each
/// @param shared cotangents of the shared parameters, one after another, `[block][element]`
public record BackwardMemory(
    List<Memory> parameters,
    List<Memory> found,
    Memory times,
    Memory rows,
    Memory reports,
    Memory steps,
    Memory savedIn,
    Memory sweeps,
    Memory fewest,
    Memory cursors,
    Memory cotangent,
    Memory initial,
    List<Memory> own,
    Memory shared) {
  static BackwardMemory of(ProgramBuilder code, List<ValueType> types, List<Value> found) {
    List<Memory> parameters = new ArrayList<>();
    List<Memory> own = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      parameters.add(code.memory("parameter" + i, Memory.Use.READ));
      if (types.get(i).scope() == Scope.PER_LANE) {
        own.add(code.memory("own" + i, Memory.Use.WRITTEN));
      }
    }
    List<Memory> early = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      early.add(code.memory("found" + i, Memory.Use.READ));
    }
    return new BackwardMemory(
        parameters,
        early,
        code.memory("times", Memory.Use.READ),
        code.memory("rows", Memory.Use.READ),
        code.memory("reports", Memory.Use.READ),
        code.memory("steps", Memory.Use.READ),
        code.memory("savedIn", Memory.Use.READ),
        code.memory("sweeps", Memory.Use.READ),
        code.memory("fewest", Memory.Use.READ),
        code.memory("cursors", Memory.Use.WRITTEN),
        code.memory("cotangent", Memory.Use.READ),
        code.memory("initial", Memory.Use.WRITTEN),
        own,
        code.memory("shared", Memory.Use.WRITTEN));
  }
}
