package dev.odeon.gpu.ensemble;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.lanes.RunResults;
import dev.odeon.ode.solution.Outcome;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// A batched solve by the program for threads, interpreted on this processor.
final class SolveTwin {
  private SolveTwin() {}

  /// Solves all lanes with one thread.
  static LaneRun run(LanePlan plan, LaneInput lanes) {
    TrajectoryProgram program = TrajectoryProgram.of(LaneProgram.of(plan));
    TrajectoryInput input = new TrajectoryInput(program, lanes, 0, lanes.lanes());
    Map<Memory, double[]> given = input.given();
    Room room = new Room(1000, 0);
    Map<Memory, double[]> all = new LinkedHashMap<>(given);
    input.lengths(room).forEach((memory, length) -> all.put(memory, TrajectoryInput.blank(length)));
    all.get(program.memory().next())[0] = 0;
    all.get(program.memory().occurred())[0] = 0;
    all.get(program.memory().halt())[0] = 0;
    new ThreadInterpreter(program.code(), new ReferenceBackend(), all)
        .run(lanes.lanes(), (double) room.occurrences(), 0);
    RunResults results = new RunResults(program.lanes(), lanes.lanes(), Recording.NONE);
    new TrajectoryResults(program, input, given, written(program, all), Outcome.Cancelled::new)
        .into(results);
    return results.run();
  }

  private static Written written(TrajectoryProgram program, Map<Memory, double[]> all) {
    return new Written() {
      @Override
      public double[] array(Memory memory) {
        return all.get(memory);
      }

      @Override
      public double[] beginning(Memory memory, long length) {
        return Arrays.copyOf(all.get(memory), Math.toIntExact(length));
      }

      @Override
      public long occurred() {
        return (long) all.get(program.memory().occurred())[0];
      }
    };
  }
}
