package dev.odeon.adjoint;

import static java.util.Objects.requireNonNull;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Prologue;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.StepTape;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Pulls cotangents back through one step of some lanes of a block, from what the forward sweep
/// kept of it, or else by evaluating it again. All arrays are `[element][column]`.
final class BackwardStep {
  private final List<ValueType> types;
  private final LaneIntegrator integrator;
  private final BackwardGraphs graphs;
  private final Optional<Form> kept;
  private final int stored;
  private final int dimension;
  private final double[] t = new double[Blocks.SIZE];
  private final double[] h = new double[Blocks.SIZE];
  private final double[] choice = new double[Blocks.SIZE];
  private final int constants;
  private final double[] y;
  private final double[] after;
  private final double[][] stages;
  private final double[][] found;
  private final double[][] gathered;
  private double[][] parameters = new double[0][];
  private @Nullable Form again;
  private double[][] in = new double[0][];
  private @Nullable Executable body;
  private Optional<StepTape> tape = Optional.empty();
  private int width;

  /// One of the graphs, in its parts.
  private record Form(Prologue parts, Executable shared, Executable body) {
    static Form of(Prologue parts, LaneIntegrator integrator) {
      return new Form(
          parts,
          integrator.backend().compile(parts.shared()),
          integrator.backend().compile(parts.body()));
    }
  }

  /// @param stages cotangents of what the steps left for the interpolant
  BackwardStep(LaneIntegrator integrator, BackwardGraphs graphs, double[][] stages) {
    types = integrator.steps().field().parameterTypes();
    dimension = integrator.steps().field().dimension();
    constants = integrator.steps().stepConstants();
    this.integrator = integrator;
    this.graphs = graphs;
    kept = graphs.kept().map(part -> Form.of(part.step(), integrator));
    stored = graphs.kept().map(part -> part.values().outputs().size()).orElse(0);
    this.stages = stages;
    y = new double[dimension * Blocks.SIZE];
    after = y.clone();
    found = new double[1 + types.size()][];
    found[0] = y.clone();
    gathered = new double[types.size()][];
    for (int p = 0; p < gathered.length; p++) {
      boolean isShared = types.get(p).scope() == Scope.SHARED;
      gathered[p] = new double[isShared ? 0 : types.get(p).type().size() * Blocks.SIZE];
    }
  }

  /// Begins with a block of `lanes` lanes.
  ///
  /// @param given parameters of the block
  /// @param sums arrays for the cotangents of the parameters
  void begin(double[][] given, double[][] sums, Optional<StepTape> read, int lanes) {
    parameters = given;
    width = lanes;
    tape = read.filter(any -> kept.isPresent());
    Form form = tape.isPresent() ? kept.orElseThrow() : again();
    body = form.body();
    System.arraycopy(sums, 0, found, 1, sums.length);
    int values = tape.isPresent() ? stored : 0;
    double[][] all = new double[constants + 1 + given.length + values + 1 + stages.length][];
    all[0] = t;
    all[1] = h;
    if (constants > 2) {
      all[2] = choice;
    }
    all[constants] = y;
    System.arraycopy(given, 0, all, constants + 1, given.length);
    int last = constants + 1 + given.length + values;
    all[last] = after;
    System.arraycopy(stages, 0, all, last + 1, stages.length);
    double[][] early = form.parts().arrays();
    if (!form.parts().isEmpty()) {
      form.shared().run(form.parts().sharedInputs(all), early, 1);
    }
    in = form.parts().bodyInputs(all, early);
  }

  /// Ends with the block: holds neither its tape nor its parameters any longer.
  void end() {
    tape = Optional.empty();
    parameters = new double[0][];
    in = new double[0][];
  }

  /// Where the step of each column begins; to be set before [#run].
  double[] t() {
    return t;
  }

  /// Its size.
  double[] h() {
    return h;
  }

  /// Which way it goes, if there are several.
  double[] choice() {
    return choice;
  }

  /// The state at its beginning, `[d][column]`.
  double[] y() {
    return y;
  }

  /// The cotangent of the new state, `[d][column]`.
  double[] after() {
    return after;
  }

  /// The cotangent of the state at the beginning, as far as it does not come through the
  /// interpolant; after [#run].
  double[] before() {
    return found[0];
  }

  /// Runs the first `count` of `lanes`, each with its step `step`.
  void run(int[] lanes, int count, int step) {
    tape.ifPresent(
        values -> values.read(lanes, count, step, in, constants + 1 + parameters.length));
    for (int p = 0; p < parameters.length; p++) {
      if (types.get(p).scope() == Scope.PER_LANE) {
        in[constants + 1 + p] = count == width ? parameters[p] : gather(p, lanes, count);
      }
    }
    requireNonNull(body, "begin first").run(in, found, count);
  }

  private Form again() {
    Form known = again;
    if (known == null) {
      known = Form.of(graphs.step(), integrator);
      again = known;
    }
    return known;
  }

  private double[] gather(int p, int[] lanes, int count) {
    double[] target = gathered[p];
    for (int e = 0; e < types.get(p).type().size(); e++) {
      for (int column = 0; column < count; column++) {
        target[e * count + column] = parameters[p][e * width + lanes[column]];
      }
    }
    return target;
  }
}
