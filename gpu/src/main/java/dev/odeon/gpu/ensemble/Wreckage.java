package dev.odeon.gpu.ensemble;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.step.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds what broke the last attempts of trajectories: makes them again on this processor and looks
/// at what they computed on the way. Rare, so that threads need not do it.
final class Wreckage {
  private final LaneProgram lanes;
  private final TrajectoryMemory memory;
  private final Map<Memory, double[]> given;
  private final Supplier<double[]> wrecks;
  private final int width;
  private @Nullable Executable repetition;

  /// @param wrecks what the attempts began with, see [TrajectoryMemory#wrecks]
  Wreckage(
      TrajectoryProgram program,
      Map<Memory, double[]> given,
      Supplier<double[]> wrecks,
      int width) {
    lanes = program.lanes();
    memory = program.memory();
    this.given = given;
    this.wrecks = wrecks;
    this.width = width;
  }

  /// The first component of the new state of a lane that is not finite, or else of a stage; -1 if
  /// all are.
  int firstNonFinite(int lane) {
    Executable again = repetition;
    if (again == null) {
      again = Backends.preferred().compile(lanes.detailedAttempt());
      repetition = again;
    }
    Graph graph = again.graph();
    double[][] out =
        graph.outputs().stream()
            .map(value -> new double[value.type().size()])
            .toArray(double[][]::new);
    again.run(inputs(lane), out, 1);
    int dimension = lanes.steps().field().dimension();
    int from = lanes.carry().size() + Attempt.FLAGS + lanes.steps().field().guards().size();
    for (int i = from; i < out.length; i++) {
      for (int e = 0; e < out[i].length; e++) {
        if (!Double.isFinite(out[i][e])) {
          return e % dimension;
        }
      }
    }
    return -1;
  }

  private double[][] inputs(int lane) {
    List<double[]> inputs = new ArrayList<>();
    int row = 0;
    List<TensorType> own = new ArrayList<>(List.of(TensorType.f64(), TensorType.f64()));
    own.addAll(lanes.carry().types());
    for (TensorType type : own) {
      inputs.add(column(wrecks.get(), row, type.size(), lane));
      row += type.size();
    }
    inputs.add(2, new double[] {1});
    List<ValueType> types = lanes.steps().field().parameterTypes();
    for (int i = 0; i < types.size(); i++) {
      double[] values = Objects.requireNonNull(given.get(memory.parameters().get(i)));
      inputs.add(
          TrajectoryMemory.isShared(types, i)
              ? values
              : column(values, 0, types.get(i).type().size(), lane));
    }
    return inputs.toArray(double[][]::new);
  }

  private double[] column(double[] rows, int first, int elements, int lane) {
    double[] column = new double[elements];
    for (int e = 0; e < elements; e++) {
      column[e] = rows[(first + e) * width + lane];
    }
    return column;
  }
}
