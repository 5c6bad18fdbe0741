package dev.odeon.validation.orbit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.DiscreteAdjoint;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.trace.TraceException;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.hipparchus.HipparchusMethod;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldEquations;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.FieldSample;
import dev.odeon.ode.problem.FieldTracer;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.ode.FieldExpandableODE;
import org.hipparchus.ode.FieldODEState;
import org.hipparchus.ode.FieldOrdinaryDifferentialEquation;
import org.hipparchus.ode.nonstiff.DormandPrince853FieldIntegrator;
import org.hipparchus.util.Binary64;
import org.hipparchus.util.Binary64Field;
import org.hipparchus.util.MathArrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Orbits whose equations branch: right as long as they go the way that was traced, then an outcome
/// that names the line.
class BranchingOrbitTest {
  /// A circular orbit that leaves the sunlit side close to a quarter of its period, at 1.6.
  private static final double[] SUNLIT = {1, 0, 0, 0, 1, 0};

  private static final double[] DARK = {-1, 0, 0, 0, -1, 0};
  private static final Pattern LINE =
      Pattern.compile("SunlitOrbit\\.isDark\\(SunlitOrbit\\.java:\\d+\\)");

  private static FieldGraph tracedAt(double[] y) {
    return FieldTracer.of("sunlit", 6)
        .sampled(FieldSample.at(0, y))
        .trace(SunlitOrbit::derivatives);
  }

  private static LaneIntegrator integrator(FieldGraph field, StepControl control, double end) {
    return new LaneIntegrator(
        field,
        Tsit5.METHOD,
        control,
        TimeSpan.of(0, end),
        SaveAt.linspace(0, end, 21),
        new ReferenceBackend(),
        1);
  }

  private static StepControl tight() {
    return StepControl.adaptive(Tolerances.of(1e-11, 1e-11));
  }

  static List<StepControl> controls() {
    return List.of(tight(), StepControl.fixed(600));
  }

  /// The equations as Hipparchus integrates them.
  private record Direct(FieldEquations equations)
      implements FieldOrdinaryDifferentialEquation<Binary64> {
    @Override
    public int getDimension() {
      return 6;
    }

    @Override
    public Binary64[] computeDerivatives(Binary64 t, Binary64[] y) {
      return equations.derivatives(t, y, MathArrays.buildArray(t.getField(), 0));
    }
  }

  private static double[] byHipparchus(double[] start, double end) {
    Binary64Field field = Binary64Field.getInstance();
    Binary64[] y = MathArrays.buildArray(field, 6);
    for (int i = 0; i < 6; i++) {
      y[i] = new Binary64(start[i]);
    }
    Binary64[] last =
        new DormandPrince853FieldIntegrator<>(field, 1e-9, 10, 1e-13, 1e-13)
            .integrate(
                new FieldExpandableODE<>(new Direct(SunlitOrbit::derivatives)),
                new FieldODEState<>(field.getZero(), y),
                new Binary64(end))
            .getPrimaryState();
    return Arrays.stream(last).mapToDouble(Binary64::getReal).toArray();
  }

  private static void assertNamesTheLine(String where) {
    Matcher matcher = LINE.matcher(where);
    assertTrue(matcher.matches(), where);
  }

  @ParameterizedTest
  @MethodSource("controls")
  void theSampledBranchIsFollowedWhereTheProgramFollowsIt(StepControl control) {
    LaneRun sunlit =
        integrator(tracedAt(SUNLIT), control, 1.5).run(SUNLIT, new double[0][], 1, Recording.NONE);
    assertTrue(sunlit.solution().isSuccess(), () -> sunlit.solution().outcome(0).message());
    assertArrayEquals(byHipparchus(SUNLIT, 1.5), sunlit.solution().state(0, 20), 1e-9);
    LaneRun dark =
        integrator(tracedAt(DARK), control, 1.5).run(DARK, new double[0][], 1, Recording.NONE);
    assertTrue(dark.solution().isSuccess(), () -> dark.solution().outcome(0).message());
    assertArrayEquals(byHipparchus(DARK, 1.5), dark.solution().state(0, 20), 1e-9);
  }

  @ParameterizedTest
  @MethodSource("controls")
  void aTrajectoryThatCrossesIntoTheOtherBranchEndsThere(StepControl control) {
    LaneRun run =
        integrator(tracedAt(SUNLIT), control, 6).run(SUNLIT, new double[0][], 1, Recording.NONE);
    Outcome.TraceDiverged diverged =
        assertInstanceOf(Outcome.TraceDiverged.class, run.solution().outcome(0));
    assertNamesTheLine(diverged.where());
    assertTrue(
        diverged.message().startsWith("the field branches at " + diverged.where()),
        diverged.message());
    assertTrue(
        byHipparchus(SUNLIT, diverged.t())[0] > 0, "ended at " + diverged.t() + ", too late");
    assertTrue(
        byHipparchus(SUNLIT, diverged.t() + 0.1)[0] < 0,
        "ended at " + diverged.t() + ", too early");
    for (int save = 0; save < 21; save++) {
      double time = run.solution().saveAt().time(save);
      double[] state = run.solution().state(0, save);
      if (time > diverged.t()) {
        assertTrue(Double.isNaN(state[0]), "a number at " + time + ", after the branch");
      } else if (time > 0) {
        assertArrayEquals(byHipparchus(SUNLIT, time), state, 1e-8, "at " + time);
      }
    }
  }

  @Test
  void anInitialStateOnTheOtherBranchEndsAtOnce() {
    LaneRun run =
        integrator(tracedAt(SUNLIT), tight(), 1.5).run(DARK, new double[0][], 1, Recording.NONE);
    Outcome.TraceDiverged diverged =
        assertInstanceOf(Outcome.TraceDiverged.class, run.solution().outcome(0));
    assertEquals(0, diverged.t());
    assertNamesTheLine(diverged.where());
    assertEquals(0, run.solution().stats(0).accepted());
    assertArrayEquals(DARK, run.solution().state(0, 0), "the given state stands");
    assertTrue(Double.isNaN(run.solution().state(0, 1, 0)));
  }

  @Test
  void theHipparchusRoadEndsThereToo() {
    Solution solution =
        OdeSolver.solve(
            OdeProblem.of(tracedAt(SUNLIT), TimeSpan.of(0, 6), SUNLIT),
            HipparchusMethod.DORMAND_PRINCE_853,
            tight(),
            SaveAt.linspace(0, 6, 21));
    Outcome.TraceDiverged diverged =
        assertInstanceOf(Outcome.TraceDiverged.class, solution.outcome(0));
    assertNamesTheLine(diverged.where());
    assertTrue(Double.isNaN(solution.state(0, 20, 0)), "a number after the branch");
  }

  @Test
  void lanesDivergeEachForItself() {
    LaneIntegrator integrator = integrator(tracedAt(SUNLIT), tight(), 1.5);
    double[] initial = new double[18];
    for (int i = 0; i < 6; i++) {
      initial[3 * i] = SUNLIT[i];
      initial[3 * i + 1] = DARK[i];
      initial[3 * i + 2] = i == 0 ? 0.4 : SUNLIT[i];
    }
    LaneRun run = integrator.run(initial, new double[0][], 3, Recording.FULL);
    assertTrue(run.solution().outcome(0).isSuccess());
    assertInstanceOf(Outcome.TraceDiverged.class, run.solution().outcome(1));
    assertInstanceOf(Outcome.TraceDiverged.class, run.solution().outcome(2));
    LaneRun alone = integrator.run(SUNLIT, new double[0][], 1, Recording.NONE);
    assertArrayEquals(alone.solution().state(0, 20), run.solution().state(0, 20));
    double[] cotangent = new double[21 * 18];
    Arrays.fill(cotangent, 20 * 18, 21 * 18, 1);
    double[] gradient = new double[18];
    new DiscreteAdjoint(integrator).run(run, new double[0][], cotangent, gradient, new double[0][]);
    for (int i = 0; i < 6; i++) {
      assertTrue(Double.isFinite(gradient[3 * i]), "gradient of the lane that got through");
      assertTrue(Double.isNaN(gradient[3 * i + 1]), "gradient of the lane that never started");
      assertTrue(Double.isNaN(gradient[3 * i + 2]), "gradient of the lane that diverged");
    }
  }

  /// dy/dt = -1 / sqrt(y), which has no meaning below 0: there, dy/dt = 0.
  private static <T extends CalculusFieldElement<T>> T[] falling(T t, T[] y, T[] p) {
    T[] dot = MathArrays.buildArray(t.getField(), 1);
    dot[0] =
        y[0].sign().add(1).isZero() ? t.getField().getZero() : y[0].sqrt().reciprocal().negate();
    return dot;
  }

  @Test
  void aTraceThatIsNotANumberBeyondItsBranchIsNotBlamedOnTheState() {
    FieldGraph field =
        FieldTracer.of("falling", 1)
            .sampled(FieldSample.at(0, new double[] {1}))
            .trace(BranchingOrbitTest::falling);
    LaneRun run =
        integrator(field, StepControl.adaptive(Tolerances.DEFAULT), 2)
            .run(new double[] {1}, new double[0][], 1, Recording.NONE);
    Outcome.TraceDiverged diverged =
        assertInstanceOf(
            Outcome.TraceDiverged.class,
            run.solution().outcome(0),
            run.solution().outcome(0)::message);
    assertEquals(2.0 / 3, diverged.t(), 1e-5, "y = (1 - 3 t / 2)^(2/3)");
  }

  @Test
  void aQuestionOfTheNumberItselfIsRefusedByItsLine() {
    FieldTracer tracer = FieldTracer.of("sunlit", 6).sampled(FieldSample.at(0, SUNLIT));
    TraceException e =
        assertThrows(TraceException.class, () -> tracer.trace(SunlitOrbit::derivativesByValue));
    int line =
        Arrays.stream(e.getStackTrace())
            .filter(frame -> frame.getMethodName().equals("derivativesByValue"))
            .findFirst()
            .orElseThrow()
            .getLineNumber();
    String place = "SunlitOrbit.derivativesByValue(SunlitOrbit.java:" + line + ")";
    assertTrue(e.getMessage().startsWith(place + " asks for the value"), e.getMessage());
  }

  @Test
  void aQuestionWithoutASampleIsRefusedByItsLine() {
    TraceException e =
        assertThrows(
            TraceException.class,
            () -> FieldTracer.of("sunlit", 6).trace(SunlitOrbit::derivatives));
    assertNamesTheLine(e.getMessage().substring(0, e.getMessage().indexOf(" asks for ")));
  }
}
