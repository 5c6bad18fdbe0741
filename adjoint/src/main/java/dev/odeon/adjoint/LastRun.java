package dev.odeon.adjoint;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The last recorded run of a solve, so that its derivatives need not run it again. Equal inputs
/// give equal bits, so it does not matter who made it.
final class LastRun {
  private final LaneIntegrator integrator;
  private final Recording recording;
  private final AtomicReference<@Nullable Entry> entry = new AtomicReference<>();

  private record Entry(List<double[]> inputs, int lanes, LaneRun run) {}

  LastRun(LaneIntegrator integrator, Recording recording) {
    this.integrator = integrator;
    this.recording = recording;
  }

  Optional<LaneRun> last() {
    return Optional.ofNullable(entry.get()).map(Entry::run);
  }

  /// A run from the initial state and parameters in `operands`, made now unless the last one had
  /// the same and its record can still be read.
  LaneRun run(double[][] operands, int lanes) {
    Entry known = entry.get();
    if (known != null
        && known.lanes() == lanes
        && !known.run().isUsedUp()
        && matches(known, operands)) {
      return known.run();
    }
    List<ValueType> types = integrator.steps().field().parameterTypes();
    int dimension = integrator.steps().field().dimension();
    double[] initial = Arrays.copyOf(operands[0], dimension * lanes);
    double[][] parameters = new double[types.size()][];
    double[][] inputs = new double[types.size() + 1][];
    inputs[0] = initial;
    for (int i = 0; i < parameters.length; i++) {
      int copies = types.get(i).scope() == Scope.PER_LANE ? lanes : 1;
      parameters[i] = Arrays.copyOf(operands[1 + i], types.get(i).type().size() * copies);
      inputs[1 + i] = parameters[i];
    }
    LaneRun run = integrator.run(initial, parameters, lanes, recording);
    entry.set(new Entry(List.of(inputs), lanes, run));
    return run;
  }

  private static boolean matches(Entry known, double[][] operands) {
    for (int i = 0; i < known.inputs().size(); i++) {
      double[] x = known.inputs().get(i);
      if (!Arrays.equals(x, 0, x.length, operands[i], 0, x.length)) {
        return false;
      }
    }
    return true;
  }
}
