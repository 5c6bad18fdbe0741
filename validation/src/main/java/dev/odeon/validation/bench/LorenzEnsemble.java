package dev.odeon.validation.bench;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.validation.bench.hipparchus.LorenzEnsembleByHand;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Lorenz trajectories with rho from 0 to 21 on [0, 1] by Tsit5, those with adaptive steps beside
/// Hipparchus on the same equations written by hand in Java, which takes one trajectory after the
/// other.
record LorenzEnsemble(Form form) implements Workload {
  private static final int LANES = 4096;
  private static final int STEPS = 1000;
  private static final double TOLERANCE = 1e-8;
  private static final double SINGLE_TOLERANCE = 1e-5;
  private static final FieldGraph FIELD = field();

  /// Trajectories that Hipparchus is timed on.
  private static final int SOME = 256;

  /// What is measured.
  enum Form {
    /// 1000 equal steps, one core.
    FIXED("L2", "ns per lane and step, " + LANES + " lanes, fixed steps, one core"),
    /// Steps by tolerance, one core; Hipparchus takes those of Dormand and Prince, also of order 5.
    ADAPTIVE("L2-adaptive", "ns per lane, " + LANES + " lanes, 1e-8 and 1e-8, one core"),
    /// Equal steps in single precision, beside those in double precision.
    SINGLE("L2-f32", "ns per lane and step, f32, " + LANES + " lanes, fixed steps, one core"),
    /// Steps by tolerances that single precision can keep, beside double precision with the same.
    SINGLE_ADAPTIVE("L2-f32-adaptive", "ns per lane, f32, " + LANES + " lanes, 1e-5 and 1e-5"),
    /// What two threads are worth.
    CORES("L2-cores", "times as fast on two cores, " + LANES + " lanes, fixed steps"),
    /// How time grows with the number of lanes.
    GROWTH("L2-growth", "exponent of time against lanes, 4096 to 1048576");

    private final String id;
    private final String metric;

    Form(String id, String metric) {
      this.id = id;
      this.metric = metric;
    }
  }

  @Override
  public String id() {
    return form.id;
  }

  @Override
  public String metric() {
    return form.metric;
  }

  @Override
  public Timing measure() {
    return switch (form) {
      case FIXED -> fixed();
      case ADAPTIVE -> adaptive();
      case SINGLE -> besideDouble(StepControl.fixed(STEPS), 1.0 / ((double) STEPS * LANES));
      case SINGLE_ADAPTIVE ->
          besideDouble(
              StepControl.adaptive(Tolerances.of(SINGLE_TOLERANCE, SINGLE_TOLERANCE)), 1.0 / LANES);
      case CORES -> cores();
      case GROWTH -> growth();
    };
  }

  private static Timing fixed() {
    return Timing.of(10, 7, 1, run(StepControl.fixed(STEPS), LANES, 1))
        .times(1.0 / ((double) STEPS * LANES));
  }

  /// Both by turns: only their ratio is free of what else the machine does.
  private static Timing besideDouble(StepControl control, double unit) {
    Runnable single = run(FIELD.in(DType.F32), control, LANES, 1);
    Runnable twice = run(control, LANES, 1);
    Timing.of(10, 1, 1, single);
    Timing.of(10, 1, 1, twice);
    double[] times = new double[9];
    double[] ratios = new double[times.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = Timing.of(0, 1, 3, single).median() * unit;
      ratios[i] = Timing.of(0, 1, 3, twice).median() * unit / times[i];
    }
    Timing own = Timing.sorted(times);
    SequencedMap<String, Double> extra = new LinkedHashMap<>();
    extra.put("times_faster_than_f64", Timing.sorted(ratios).median());
    return new Timing(own.median(), own.min(), own.max(), extra);
  }

  private static Timing adaptive() {
    StepControl control = StepControl.adaptive(Tolerances.of(TOLERANCE, TOLERANCE));
    Runnable run = run(control, LANES, 1);
    Timing ours = Timing.of(10, 7, 3, run).times(1.0 / LANES);
    double mine = Timing.processor(run) * 1e9 / LANES;
    LorenzEnsembleByHand byHand = new LorenzEnsembleByHand(TOLERANCE, 1);
    double[] alone = {1, 0, 0};
    Runnable hand = () -> byHand.run(alone, rho(SOME));
    Timing.of(5, 1, 1, hand);
    double theirs = Timing.processor(hand) * 1e9 / SOME;
    SequencedMap<String, Double> extra = new LinkedHashMap<>();
    extra.put("processor", mine);
    extra.put("by_hand_processor", theirs);
    extra.put("times_faster_than_by_hand", theirs / mine);
    return new Timing(ours.median(), ours.min(), ours.max(), extra);
  }

  private static Timing cores() {
    Runnable one = run(StepControl.fixed(STEPS), LANES, 1);
    Runnable two = run(StepControl.fixed(STEPS), LANES, 2);
    Timing.of(10, 1, 1, one);
    Timing.of(5, 1, 1, two);
    double[] times = new double[9];
    for (int i = 0; i < times.length; i++) {
      times[i] = Timing.of(0, 1, 1, one).median() / Timing.of(0, 1, 1, two).median();
    }
    return Timing.sorted(times);
  }

  private static Timing growth() {
    int[] sizes = {4096, 16_384, 65_536, 262_144, 1_048_576};
    double[] nanos = new double[sizes.length];
    for (int i = sizes.length - 1; i >= 0; i--) {
      Runnable run = run(StepControl.fixed(STEPS / 10), sizes[i], 1);
      Timing.of(i == sizes.length - 1 ? 10 : 1, 1, 1, run);
      nanos[i] = Timing.processor(run);
    }
    return Growth.exponents(sizes, nanos);
  }

  private static FieldGraph field() {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    parameters.put("rho", new ValueType(TensorType.f64(), Scope.PER_LANE));
    return FieldGraph.trace(
        "lorenz",
        (t, y, p) -> {
          Tensor a = y.get(0);
          Tensor b = y.get(1);
          Tensor c = y.get(2);
          return Tensor.concatenate(
              b.minus(a).times(10),
              a.times(p.get("rho").minus(c)).minus(b),
              a.times(b).minus(c.times(8.0 / 3)));
        },
        3,
        parameters);
  }

  private static double[] initial(int lanes) {
    double[] initial = new double[3 * lanes];
    Arrays.fill(initial, 0, lanes, 1);
    return initial;
  }

  private static double[] rho(int lanes) {
    double[] rho = new double[lanes];
    Arrays.setAll(rho, lane -> 21.0 * lane / (lanes - 1));
    return rho;
  }

  private static Runnable run(StepControl control, int lanes, int threads) {
    return run(FIELD, control, lanes, threads);
  }

  private static Runnable run(FieldGraph field, StepControl control, int lanes, int threads) {
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            Tsit5.METHOD,
            control,
            TimeSpan.of(0, 1),
            SaveAt.times(1),
            Backends.preferred(),
            threads);
    double[] initial = initial(lanes);
    double[][] parameters = {rho(lanes)};
    return () -> integrator.run(initial, parameters, lanes, Recording.NONE);
  }
}
