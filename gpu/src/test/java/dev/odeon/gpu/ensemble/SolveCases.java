package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.Limits;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.method.DormandPrince853;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.FieldSample;
import dev.odeon.ode.problem.FieldTracer;
import dev.odeon.ode.problem.MassMatrix;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.List;
import java.util.stream.Stream;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.util.MathArrays;

/// Batched solves that end in every way there is, by every kind of method.
public final class SolveCases {
  static final StepControl ADAPTIVE = StepControl.adaptive(Tolerances.of(1e-6, 1e-6));
  private static final TimeSpan UNIT = TimeSpan.of(0, 1);

  private SolveCases() {}

  static LanePlan lorenz(LaneMethod method, StepControl control, double end, double... times) {
    return new LanePlan(
        Ensembles.LORENZ, method, control, TimeSpan.of(0, end), SaveAt.times(times));
  }

  static LanePlan robertson(LaneMethod method, double end) {
    return new LanePlan(
        Ensembles.ROBERTSON,
        method,
        StepControl.adaptive(Tolerances.of(1e-4, 1e-8)),
        TimeSpan.of(0, end),
        SaveAt.times(0, end / 10, end));
  }

  static LanePlan balls(double end) {
    return new LanePlan(
        Ensembles.FALL, Tsit5.METHOD, ADAPTIVE, TimeSpan.of(0, end), SaveAt.times(0, end / 3, end));
  }

  private static FieldGraph scalar(VectorField field) {
    return FieldGraph.trace("scalar", field, 1);
  }

  private static LaneInput ones(int lanes) {
    double[] initial = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 1 + 0.25 * lane;
    }
    return LaneInput.of(initial, new double[0][], lanes);
  }

  private static LanePlan plan(VectorField field, StepControl control, SaveAt saveAt) {
    return new LanePlan(scalar(field), Tsit5.METHOD, control, UNIT, saveAt);
  }

  static LanePlan orbits(double end) {
    return new LanePlan(
        Ensembles.ORBIT,
        DormandPrince853.METHOD,
        StepControl.adaptive(Tolerances.of(1e-10, 1e-10)),
        TimeSpan.of(0, end),
        SaveAt.linspace(0, end, 5));
  }

  static LanePlan spirals(int hidden) {
    return new LanePlan(
        Ensembles.spiral(hidden), Tsit5.METHOD, ADAPTIVE, UNIT, SaveAt.linspace(0, 1, 4));
  }

  /// Well known equations, `lanes` trajectories each.
  public static Stream<SolveCase> ensembles(int lanes) {
    return Stream.of(
        new SolveCase(
            "Lorenz", lorenz(Tsit5.METHOD, ADAPTIVE, 0.5, 0.25, 0.5), Ensembles.lorenz(lanes)),
        new SolveCase(
            "Lorenz in equal steps",
            lorenz(Tsit5.METHOD, StepControl.fixed(10), 0.2, 0.2),
            Ensembles.lorenz(lanes)),
        new SolveCase("Robertson", robertson(Rosenbrock.RODAS_5P, 40), Ensembles.robertson(lanes)),
        new SolveCase(
            "Robertson by rosenbrock23",
            robertson(Rosenbrock.ROSENBROCK_23, 4),
            Ensembles.robertson(lanes)),
        new SolveCase("J2 orbit", orbits(600), Ensembles.orbits(lanes)),
        new SolveCase("spiral", spirals(8), Ensembles.spirals(8, lanes)),
        new SolveCase("balls", balls(2).withEvents(Ensembles.bounce(0.8)), Ensembles.balls(lanes)));
  }

  /// The same in single precision, as far as it makes sense.
  public static Stream<SolveCase> single(int lanes) {
    return Stream.of(
        single("Lorenz", lorenz(Tsit5.METHOD, SINGLE, 0.5, 0.25, 0.5), Ensembles.lorenz(lanes)),
        single(
            "Lorenz in equal steps",
            lorenz(Tsit5.METHOD, StepControl.fixed(10), 0.2, 0.2),
            Ensembles.lorenz(lanes)),
        single(
            "Robertson",
            plan(robertson(Rosenbrock.RODAS_5P, 4), SINGLE),
            Ensembles.robertson(lanes)),
        single("J2 orbit", plan(orbits(600), SINGLE), Ensembles.orbits(lanes)),
        single("spiral", spirals(8), Ensembles.spirals(8, lanes)),
        single(
            "balls",
            plan(balls(2), SINGLE).withEvents(Ensembles.bounce(0.8)),
            Ensembles.balls(lanes)),
        single(
            "observed",
            plan(
                balls(1),
                SaveAt.times(0.2, 0.7, 1).observing((t, y, p) -> y.get(0).times(t).plus(1))),
            Ensembles.balls(lanes)));
  }

  static final StepControl SINGLE =
      StepControl.adaptive(Tolerances.of(1e-5, 1e-5)).withInitialStep(1e-3);

  /// The same plan in single precision.
  public static LanePlan inSingle(LanePlan plan) {
    return new LanePlan(
        plan.field().in(DType.F32),
        plan.method(),
        plan.control(),
        plan.span(),
        plan.saveAt(),
        plan.events(),
        plan.stops(),
        plan.limits());
  }

  private static SolveCase single(String name, LanePlan plan, LaneInput input) {
    return new SolveCase(name + " in single precision", inSingle(plan), input);
  }

  private static LanePlan plan(LanePlan other, StepControl control) {
    return new LanePlan(other.field(), other.method(), control, other.span(), other.saveAt());
  }

  /// A few dozen trajectories of each in single precision.
  public static Stream<SolveCase> single() {
    return single(36);
  }

  /// A few dozen trajectories of each.
  public static Stream<SolveCase> ensembles() {
    return ensembles(36);
  }

  /// As many as fill several blocks of the lanes solver, and the field of the spiral in full.
  public static Stream<SolveCase> large() {
    return Stream.concat(
        ensembles(200),
        Stream.of(new SolveCase("spiral in full", spirals(50), Ensembles.spirals(50, 70))));
  }

  /// The ways to save.
  public static Stream<SolveCase> saves() {
    LanePlan lorenz = lorenz(Tsit5.METHOD, ADAPTIVE, 1, 1);
    LanePlan back =
        new LanePlan(
            Ensembles.LORENZ, Tsit5.METHOD, ADAPTIVE, TimeSpan.of(0, -0.2), SaveAt.times(0, -0.1));
    SaveAt own =
        SaveAt.perLane(
            List.of(new double[] {0, 0.5}, new double[] {}, new double[] {0, 0, 0.3, 0.7, 1}));
    return Stream.of(
        new SolveCase("ends only", lorenz, Ensembles.lorenz(3)),
        new SolveCase(
            "many times a step", plan(lorenz, SaveAt.linspace(0, 1, 101)), Ensembles.lorenz(2)),
        new SolveCase("backwards", back, Ensembles.lorenz(3)),
        new SolveCase("own times", plan(lorenz, own), Ensembles.lorenz(3)),
        new SolveCase(
            "ends of their own",
            plan(lorenz, SaveAt.times(0, 0.25, 0.5, 1)),
            Ensembles.lorenz(4).withEnds(new double[] {0.5, 0, 1, 0.3})),
        new SolveCase(
            "observed",
            plan(
                lorenz,
                SaveAt.times(0, 0.3, 1)
                    .observing((t, y, p) -> y.get(0).times(t).plus(p.get("rho")))),
            Ensembles.lorenz(3)));
  }

  private static LanePlan plan(LanePlan other, SaveAt saveAt) {
    return new LanePlan(other.field(), other.method(), other.control(), other.span(), saveAt);
  }

  /// The ways to end.
  public static Stream<SolveCase> outcomes() {
    SaveAt saveAt = SaveAt.times(0.4, 1);
    VectorField rootOfTime = (t, y, p) -> t.minus(0.7).negate().sqrt().plus(y);
    VectorField blowsUp = (t, y, p) -> y.times(y).times(3);
    VectorField stiff = (t, y, p) -> y.minus(t.cos()).times(-1e6);
    StepControl few = ((StepControl.Adaptive) ADAPTIVE).withMaxSteps(7);
    StepControl coarse = ((StepControl.Adaptive) ADAPTIVE).withMinStep(0.05).withInitialStep(0.1);
    LanePlan lorenz = lorenz(Tsit5.METHOD, ADAPTIVE, 1, 0.2, 1);
    return Stream.of(
        new SolveCase("NaN after a time", plan(rootOfTime, ADAPTIVE, saveAt), ones(3)),
        new SolveCase(
            "NaN at fixed steps", plan(rootOfTime, StepControl.fixed(20), saveAt), ones(3)),
        new SolveCase("blows up", plan(blowsUp, ADAPTIVE, saveAt), ones(3)),
        new SolveCase(
            "infinite at the start",
            plan((t, y, p) -> y.plus(Double.POSITIVE_INFINITY), ADAPTIVE, saveAt),
            ones(2)),
        new SolveCase("too many steps", plan(stiff, few, saveAt), ones(2)),
        new SolveCase("too small a step", plan(stiff, coarse, saveAt), ones(2)),
        new SolveCase(
            "too many evaluations",
            lorenz.withLimits(Limits.DEFAULT.withEvaluations(50)),
            Ensembles.lorenz(3)),
        new SolveCase("another branch", branching(), ones(4)),
        new SolveCase(
            "no length",
            new LanePlan(
                Ensembles.LORENZ, Tsit5.METHOD, ADAPTIVE, TimeSpan.of(2, 2), SaveAt.times(2)),
            Ensembles.lorenz(2)),
        new SolveCase("no consistent start", inconsistent(), Ensembles.balls(1)));
  }

  /// A field that was traced for y below 2.
  private static LanePlan branching() {
    FieldGraph field =
        FieldTracer.of("branching", 1)
            .sampled(FieldSample.at(0, new double[] {1}))
            .trace(SolveCases::branching);
    return new LanePlan(field, Tsit5.METHOD, ADAPTIVE, UNIT, SaveAt.times(0, 0.4, 1));
  }

  private static <T extends CalculusFieldElement<T>> T[] branching(T t, T[] y, T[] p) {
    T[] dot = MathArrays.buildArray(t.getField(), 1);
    dot[0] = y[0].subtract(2).sign().add(1).isZero() ? y[0] : y[0].negate();
    return dot;
  }

  private static LanePlan inconsistent() {
    FieldGraph field =
        FieldGraph.trace(
                "inconsistent",
                (t, y, p) -> Tensor.concatenate(y.get(0), y.get(1).times(y.get(1)).plus(1)),
                2)
            .withMass(MassMatrix.diagonal(1, 0));
    return new LanePlan(field, Rosenbrock.RODAS_5P, ADAPTIVE, UNIT, SaveAt.times(1));
  }

  /// Steps that end from outside.
  public static Stream<SolveCase> breaks() {
    FieldGraph jumping = scalar((t, y, p) -> t.compare(Comparison.LT, 0.5).select(y, y.negate()));
    LanePlan jumps =
        new LanePlan(jumping, Tsit5.METHOD, ADAPTIVE, UNIT, SaveAt.times(0, 0.5, 0.75, 1))
            .withStops(Stops.at(0.25, 0.5, 1));
    LanePlan equal =
        new LanePlan(jumping, Tsit5.METHOD, StepControl.fixed(10), UNIT, SaveAt.times(0, 0.55, 1))
            .withStops(Stops.at(0.52));
    Event floor = Ensembles.bounce(0.8);
    Event apex = Event.of("apex", (t, y, p) -> y.get(1));
    Event failing =
        Event.of("failing", (t, y, p) -> y.get(0).minus(0.5))
            .changing((t, y, p) -> y.times(Double.NaN));
    Event root = Event.of("root", (t, y, p) -> y.get(0).minus(0.5).sqrt());
    LanePlan clock =
        new LanePlan(Ensembles.FALL, Tsit5.METHOD, ADAPTIVE, TimeSpan.of(0, 1), SaveAt.times(0, 1));
    return Stream.of(
        new SolveCase("stops", jumps, ones(3).withEnds(new double[] {1, 0.4, 0.5})),
        new SolveCase("stops at fixed steps", equal, ones(2)),
        new SolveCase("a stop in the last step", equal.withStops(Stops.at(0.99)), ones(2)),
        new SolveCase(
            "an event in the last step",
            equal.withEvents(
                Event.of("late", (t, y, p) -> t.minus(0.99)).changing((t, y, p) -> y.negate())),
            ones(2)),
        new SolveCase("bounces", balls(3).withEvents(floor), Ensembles.balls(3)),
        new SolveCase("bounces and tops", balls(2).withEvents(floor, apex), Ensembles.balls(3)),
        new SolveCase(
            "the second top ends it",
            balls(4).withEvents(floor, apex.terminatingAt(2)),
            Ensembles.balls(3)),
        new SolveCase(
            "the floor ends it", balls(2).withEvents(floor.terminating()), Ensembles.balls(3)),
        new SolveCase("chatters", balls(9).withEvents(Ensembles.bounce(0.3)), Ensembles.balls(2)),
        new SolveCase(
            "too many occurrences",
            balls(3).withEvents(floor).withLimits(Limits.DEFAULT.withOccurrences(2)),
            Ensembles.balls(2)),
        new SolveCase(
            "more occurrences than there was room for",
            new LanePlan(
                    Ensembles.FALL,
                    Tsit5.METHOD,
                    StepControl.fixed(200),
                    TimeSpan.of(0, 4),
                    SaveAt.times(4))
                .withEvents(Event.of("beat", (t, y, p) -> t.times(60).sin())),
            Ensembles.balls(1)),
        new SolveCase("a change fails", balls(1).withEvents(failing), Ensembles.balls(2)),
        new SolveCase("a function fails", balls(1).withEvents(root), Ensembles.balls(2)),
        new SolveCase(
            "an event at a stop",
            clock
                .withEvents(
                    Event.of("half", (t, y, p) -> t.minus(0.5)).changing((t, y, p) -> y.negate()))
                .withStops(Stops.at(0.5)),
            Ensembles.balls(2)));
  }

  /// Methods on lanes, each on what suits it.
  public static Stream<SolveCase> methods() {
    return methods(Methods.names());
  }

  /// One of each family.
  public static Stream<SolveCase> families() {
    return methods(
        List.of("verner7", "rodas4", "bdf", "kvaerno3", "radau5", "rkc", "auto", "yoshida_6"));
  }

  private static Stream<SolveCase> methods(List<String> names) {
    return names.stream()
        .map(Methods::named)
        .filter(LaneMethod.class::isInstance)
        .map(LaneMethod.class::cast)
        .flatMap(SolveCases::method);
  }

  private static Stream<SolveCase> method(LaneMethod method) {
    FieldGraph oscillator =
        FieldGraph.trace(
            "oscillator", (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).negate()), 2);
    StepControl control = method.hasErrorEstimate() ? ADAPTIVE : StepControl.fixed(8);
    LanePlan plan = new LanePlan(oscillator, method, control, UNIT, SaveAt.times(0, 0.3, 0.6, 1));
    return Stream.of(new SolveCase(method.name(), plan, Ensembles.balls(2)));
  }
}
