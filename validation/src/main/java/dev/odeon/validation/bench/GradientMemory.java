package dev.odeon.validation.bench;

import dev.odeon.adjoint.DiscreteAdjoint;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Elementwise;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/// One gradient through many steps of a neural equation, its steps kept within so many bytes.
final class GradientMemory implements Workload {
  private final String id;
  private final int dimension;
  private final Recording recording;
  private final String room;
  private final int[] steps;

  private GradientMemory(String id, int dimension, Recording recording, String room, int... steps) {
    this.id = id;
    this.dimension = dimension;
    this.recording = recording;
    this.room = room;
    this.steps = steps;
  }

  /// The spiral's field, two components, within 64 KiB.
  static GradientMemory spiral() {
    return new GradientMemory(
        "M1", 2, Recording.within(64 << 10), "64 KiB", 10_000, 100_000, 1_000_000);
  }

  /// A field of 64 components within 16 MiB.
  static GradientMemory wide() {
    return new GradientMemory("M1-wide", 64, Recording.within(16 << 20), "16 MiB", 10_000, 100_000);
  }

  /// The spiral's field with every step kept, for comparison.
  static GradientMemory unbounded() {
    return new GradientMemory("M1-full", 2, Recording.FULL, "no limit", 10_000, 100_000, 1_000_000);
  }

  /// What one gradient took.
  ///
  /// @param allocated bytes that were allocated while it ran: at least the most that were in use
  /// @param sweeps times that each step was made, without the sweep backwards
  record Run(int steps, double seconds, double allocated, double sweeps) {}

  @Override
  public String id() {
    return id;
  }

  @Override
  public String metric() {
    return "s per gradient, " + steps[steps.length - 1] + " steps, " + room;
  }

  @Override
  public Timing measure() {
    SequencedMap<String, Double> extra = new LinkedHashMap<>();
    List<Run> last = List.of();
    for (int count : steps) {
      last = runs(count, 5);
      extra.put("KiB_" + count, median(last, Run::allocated) / 1024);
      extra.put("sweeps_" + count, median(last, Run::sweeps));
      extra.put("s_" + count, median(last, Run::seconds));
    }
    double[] seconds = last.stream().mapToDouble(Run::seconds).sorted().toArray();
    return new Timing(seconds[seconds.length / 2], seconds[0], seconds[seconds.length - 1], extra);
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
    return runs.stream().mapToDouble(figure).sorted().toArray()[runs.size() / 2];
  }

  /// Repeated gradients through `count` steps, after two for warming up.
  List<Run> runs(int count, int repeats) {
    Chain net =
        Chain.of(
            new Elementwise(y -> y.pow(3)),
            new Dense(dimension, 50, Activation.TANH),
            new Dense(50, dimension));
    ParameterSpec spec = net.parameters(Shape.of(dimension));
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    double[][] parameters = new double[spec.entries().size()][];
    double[][] gradients = new double[parameters.length][];
    for (int i = 0; i < parameters.length; i++) {
      ParameterSpec.Entry entry = spec.entries().get(i);
      TensorType type = TensorType.f64(entry.shape().toArray());
      types.put(entry.path(), new ValueType(type, Scope.SHARED));
      parameters[i] = new double[type.size()];
      gradients[i] = new double[type.size()];
      spec.initialize(1).view(entry.path()).copyTo(parameters[i]);
    }
    LaneIntegrator integrator =
        new LaneIntegrator(
            FieldGraph.trace("net", (t, y, p) -> net.apply(p, y), dimension, types),
            Tsit5.METHOD,
            StepControl.fixed(count),
            TimeSpan.of(0, 1.5),
            SaveAt.times(1.5),
            Backends.preferred(),
            1);
    DiscreteAdjoint adjoint = new DiscreteAdjoint(integrator);
    double[] initial = new double[dimension];
    Arrays.fill(initial, 0.5);
    double[] cotangent = new double[dimension];
    Arrays.fill(cotangent, 1);
    double[] ofInitial = new double[dimension];
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < repeats + 2; i++) {
      long repeated = adjoint.repeated();
      long bytes = allocated();
      long start = System.nanoTime();
      LaneRun run = integrator.run(initial, parameters, 1, recording);
      adjoint.run(run, parameters, cotangent, ofInitial, gradients);
      double seconds = (System.nanoTime() - start) * 1e-9;
      double sweeps = 1 + (adjoint.repeated() - repeated) / (double) count;
      runs.add(new Run(count, seconds, allocated() - bytes, sweeps));
    }
    return runs.subList(2, runs.size());
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
