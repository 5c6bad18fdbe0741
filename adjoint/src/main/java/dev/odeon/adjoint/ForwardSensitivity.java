package dev.odeon.adjoint;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.StepRecord;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/// The exact derivative of the accepted steps, forwards: tangents of the saved states from tangents
/// of the initial state and the parameters, through the Jacobian-vector product of every recorded
/// step.
///
/// Directions are lanes: each of them has a trajectory that it belongs to.
public final class ForwardSensitivity {
  private final LaneIntegrator integrator;
  private final Graph step;
  private final Graph interpolant;
  private final ConcurrentLinkedQueue<Sweep> idle = new ConcurrentLinkedQueue<>();

  /// The derivative of runs of `integrator`; its graphs are derived once.
  public ForwardSensitivity(LaneIntegrator integrator) {
    integrator.checkDifferentiable();
    this.integrator = integrator;
    Graph stages = integrator.steps().step();
    List<Integer> stateAndParameters = IntStream.range(2, stages.inputs().size()).boxed().toList();
    step = Pipeline.standard().apply(ForwardMode.jvpPerLane(stages, stateAndParameters));
    Graph dense = integrator.steps().interpolant();
    List<Integer> stateAndStages = IntStream.range(2, dense.inputs().size()).boxed().toList();
    Graph jvp = ForwardMode.jvp(dense, stateAndStages);
    List<Value> tangent = List.of(jvp.outputs().get(1));
    interpolant =
        Pipeline.standard().apply(new Graph(jvp.name(), jvp.inputs(), jvp.equations(), tangent));
  }

  /// Pushes tangents forward.
  ///
  /// @param run a run of the same integrator, with its steps recorded
  /// @param parameters the parameters of that run
  /// @param trajectory for each direction, the lane of `run` that it belongs to
  /// @param initial tangents of the initial state, `[d][direction]`
  /// @param tangents tangents of the parameters, `[element][direction]` each, of shared parameters
  ///   too
  /// @param saved tangents of the saved states, `[time][component][direction]`, written; NaN where
  ///   the trajectory did not get
  /// @throws IllegalArgumentException if not every step of `run` was recorded
  public void run(
      LaneRun run,
      double[][] parameters,
      int[] trajectory,
      double[] initial,
      double[][] tangents,
      double[] saved) {
    run.checkComplete();
    int directions = trajectory.length;
    Arrays.fill(saved, Double.NaN);
    Blocks.forEach(
        Blocks.count(directions),
        integrator.threads(),
        () ->
            block -> {
              Sweep sweep = borrow();
              int first = block * Blocks.SIZE;
              int width = Math.min(Blocks.SIZE, directions - first);
              sweep.run(run, parameters, trajectory, first, width, initial, tangents, saved);
              idle.add(sweep);
            });
  }

  private Sweep borrow() {
    Sweep sweep = idle.poll();
    return sweep != null ? sweep : new Sweep();
  }

  /// The sweep of one block of directions.
  private final class Sweep {
    private final Executable stepCode = integrator.backend().compile(step);
    private final Executable interpolantCode = integrator.backend().compile(interpolant);
    private final int dimension = integrator.steps().field().dimension();
    private final int stages = integrator.steps().interpolated().size();
    private final List<ValueType> types = integrator.steps().field().parameterTypes();
    private final double[] t = new double[Blocks.SIZE];
    private final double[] h = new double[Blocks.SIZE];
    private final double[] theta = new double[Blocks.SIZE];
    private final double[] y = new double[dimension * Blocks.SIZE];
    private final double[] tangent = new double[dimension * Blocks.SIZE];
    private final double[] interpolated = new double[dimension * Blocks.SIZE];
    private final int[] next = new int[Blocks.SIZE];

    void run(
        LaneRun run,
        double[][] parameters,
        int[] trajectory,
        int first,
        int width,
        double[] initial,
        double[][] tangents,
        double[] saved) {
      int directions = trajectory.length;
      int lanes = run.solution().lanes();
      double[][] in = inputs(parameters, trajectory, lanes, first, width, tangents);
      double[][] out = new double[2 * (1 + stages)][dimension * width];
      int sweeps = 0;
      for (int lane = 0; lane < width; lane++) {
        StepRecord record = run.records().get(trajectory[first + lane]);
        sweeps = Math.max(sweeps, record.steps());
        for (int i = 0; i < dimension; i++) {
          tangent[i * width + lane] = initial[i * directions + first + lane];
          y[i * width + lane] = 1;
        }
        for (next[lane] = 0; next[lane] < record.savedAtStart(); next[lane]++) {
          keep(tangent, next[lane], lane, width, saved, directions, first);
        }
      }
      for (int index = 0; index < sweeps; index++) {
        load(run, trajectory, first, width, index);
        stepCode.run(in, out, width);
        save(run, trajectory, first, width, index, out, saved);
        advance(run, trajectory, first, width, index, out[1 + stages]);
      }
    }

    private double[][] inputs(
        double[][] parameters,
        int[] trajectory,
        int lanes,
        int first,
        int width,
        double[][] tangents) {
      int count = parameters.length;
      double[][] in = new double[3 + count + 1 + count][];
      in[0] = t;
      in[1] = h;
      in[2] = y;
      in[3 + count] = tangent;
      for (int p = 0; p < count; p++) {
        int elements = types.get(p).type().size();
        boolean shared = types.get(p).scope() == Scope.SHARED;
        in[3 + p] = shared ? parameters[p] : new double[elements * width];
        in[4 + count + p] = new double[elements * width];
        for (int e = 0; e < elements; e++) {
          for (int lane = 0; lane < width; lane++) {
            in[4 + count + p][e * width + lane] = tangents[p][e * trajectory.length + first + lane];
            if (!shared) {
              in[3 + p][e * width + lane] = parameters[p][e * lanes + trajectory[first + lane]];
            }
          }
        }
      }
      return in;
    }

    private void load(LaneRun run, int[] trajectory, int first, int width, int index) {
      for (int lane = 0; lane < width; lane++) {
        StepRecord record = run.records().get(trajectory[first + lane]);
        if (index < record.steps()) {
          t[lane] = record.t(index);
          h[lane] = record.h(index);
          for (int i = 0; i < dimension; i++) {
            y[i * width + lane] = record.y(index, i);
          }
        }
      }
    }

    private void save(
        LaneRun run,
        int[] trajectory,
        int first,
        int width,
        int index,
        double[][] out,
        double[] saved) {
      boolean pending = true;
      while (pending) {
        pending = false;
        for (int lane = 0; lane < width; lane++) {
          theta[lane] = Double.NaN;
          StepRecord record = run.records().get(trajectory[first + lane]);
          if (index < record.steps()
              && insideLeft(record, index, lane, width, out, saved, trajectory.length, first)) {
            theta[lane] = (integrator.saveAt().time(next[lane]) - t[lane]) / h[lane];
            pending = true;
          }
        }
        if (pending) {
          interpolate(out, width);
          for (int lane = 0; lane < width; lane++) {
            if (!Double.isNaN(theta[lane])) {
              keep(interpolated, next[lane]++, lane, width, saved, trajectory.length, first);
            }
          }
        }
      }
    }

    /// Keeps the tangents at save times at the end of the step; returns whether one inside comes
    /// first.
    private boolean insideLeft(
        StepRecord record,
        int index,
        int lane,
        int width,
        double[][] out,
        double[] saved,
        int directions,
        int first) {
      double end = index + 1 < record.steps() ? record.t(index + 1) : record.reached();
      while (next[lane] < record.saved() && record.stepOfSave(next[lane]) == index) {
        if (integrator.saveAt().time(next[lane]) != end) {
          return true;
        }
        keep(out[1 + stages], next[lane]++, lane, width, saved, directions, first);
      }
      return false;
    }

    private void interpolate(double[][] out, int width) {
      double[][] in = new double[3 + stages + 1 + stages][];
      in[0] = theta;
      in[1] = h;
      in[2] = y;
      in[3 + stages] = tangent;
      for (int i = 0; i < stages; i++) {
        in[3 + i] = out[1 + i];
        in[4 + stages + i] = out[2 + stages + i];
      }
      interpolantCode.run(in, new double[][] {interpolated}, width);
    }

    private void advance(
        LaneRun run, int[] trajectory, int first, int width, int index, double[] pushed) {
      for (int lane = 0; lane < width; lane++) {
        if (index < run.records().get(trajectory[first + lane]).steps()) {
          for (int i = 0; i < dimension; i++) {
            tangent[i * width + lane] = pushed[i * width + lane];
          }
        }
      }
    }

    private void keep(
        double[] state, int save, int lane, int width, double[] saved, int directions, int first) {
      for (int i = 0; i < dimension; i++) {
        saved[(save * dimension + i) * directions + first + lane] = state[i * width + lane];
      }
    }
  }
}
