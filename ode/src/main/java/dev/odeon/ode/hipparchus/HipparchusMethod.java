package dev.odeon.ode.hipparchus;

import dev.odeon.ode.control.Controller;
import dev.odeon.ode.control.Norm;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.ode.AbstractIntegrator;
import org.hipparchus.ode.MultistepIntegrator;
import org.hipparchus.ode.nonstiff.AdamsBashforthIntegrator;
import org.hipparchus.ode.nonstiff.AdamsMoultonIntegrator;
import org.hipparchus.ode.nonstiff.AdaptiveStepsizeIntegrator;
import org.hipparchus.ode.nonstiff.ClassicalRungeKuttaIntegrator;
import org.hipparchus.ode.nonstiff.DormandPrince54Integrator;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.hipparchus.ode.nonstiff.EmbeddedRungeKuttaIntegrator;
import org.hipparchus.ode.nonstiff.EulerIntegrator;
import org.hipparchus.ode.nonstiff.GillIntegrator;
import org.hipparchus.ode.nonstiff.GraggBulirschStoerIntegrator;
import org.hipparchus.ode.nonstiff.HighamHall54Integrator;
import org.hipparchus.ode.nonstiff.LutherIntegrator;
import org.hipparchus.ode.nonstiff.MidpointIntegrator;
import org.hipparchus.ode.nonstiff.ThreeEighthesIntegrator;

/// A method as Hipparchus implements it: one trajectory at a time, any right-hand side.
///
/// Methods that the lanes solver has too are named with the prefix `hipparchus:`. The first six
/// take a number of equal steps, the others tolerances.
public final class HipparchusMethod implements Method {
  /// Prefix of the names of methods that other roads have too.
  public static final String PREFIX = "hipparchus:";

  /// Euler's method, order 1.
  public static final HipparchusMethod EULER =
      fixed(PREFIX + "euler", 1, new IntegratorRecipe.FixedStep(EulerIntegrator::new));

  /// The explicit midpoint rule, order 2.
  public static final HipparchusMethod MIDPOINT =
      fixed(PREFIX + "midpoint", 2, new IntegratorRecipe.FixedStep(MidpointIntegrator::new));

  /// The classical method of Kutta, order 4.
  public static final HipparchusMethod CLASSICAL_RUNGE_KUTTA =
      fixed(
          PREFIX + "classical_runge_kutta",
          4,
          new IntegratorRecipe.FixedStep(ClassicalRungeKuttaIntegrator::new));

  /// Gill's method, order 4.
  public static final HipparchusMethod GILL =
      fixed(PREFIX + "gill", 4, new IntegratorRecipe.FixedStep(GillIntegrator::new));

  /// Kutta's 3/8 rule, order 4.
  public static final HipparchusMethod THREE_EIGHTHES =
      fixed(
          PREFIX + "three_eighthes",
          4,
          new IntegratorRecipe.FixedStep(ThreeEighthesIntegrator::new));

  /// Luther's method, order 6; between steps, order 5.
  public static final HipparchusMethod LUTHER =
      fixed(PREFIX + "luther", 6, new IntegratorRecipe.FixedStep(LutherIntegrator::new));

  /// Higham and Hall 5(4).
  public static final HipparchusMethod HIGHAM_HALL_54 =
      embedded(PREFIX + "higham_hall_54", 5, HighamHall54Integrator::new);

  /// Dormand and Prince 5(4).
  public static final HipparchusMethod DORMAND_PRINCE_54 =
      embedded(PREFIX + "dormand_prince_54", 5, DormandPrince54Integrator::new);

  /// Dormand and Prince 8(5,3).
  public static final HipparchusMethod DORMAND_PRINCE_853 =
      embedded(PREFIX + "dormand_prince_853", 8, DormandPrince853Integrator::new);

  /// Extrapolation by Gragg, Bulirsch and Stoer; order and step size vary.
  public static final HipparchusMethod GRAGG_BULIRSCH_STOER =
      new HipparchusMethod(
          "gragg_bulirsch_stoer",
          0,
          new IntegratorRecipe.Extrapolation(GraggBulirschStoerIntegrator::new));

  /// The most with which Hipparchus's Nordsieck form is stable: with 8 steps the step size
  /// collapses, with 4 or 5 errors are several times larger at the same tolerance.
  private static final int ADAMS_STEPS = 6;

  /// Without it, errors were up to 100 times the tolerance where those of other methods were up to
  /// 10 times: the estimate of the explicit method is that much smaller than its error.
  private static final double ADAMS_BASHFORTH_CAUTION = 0.5;

  /// Explicit Adams method of six steps, order 6.
  public static final HipparchusMethod ADAMS_BASHFORTH =
      new HipparchusMethod(
          "adams_bashforth",
          ADAMS_STEPS,
          new IntegratorRecipe.Multistep(
              (min, max, abs, rel) -> new AdamsBashforthIntegrator(ADAMS_STEPS, min, max, abs, rel),
              ADAMS_BASHFORTH_CAUTION));

  /// Implicit Adams method of six steps, order 7, corrected once.
  public static final HipparchusMethod ADAMS_MOULTON =
      new HipparchusMethod(
          "adams_moulton",
          ADAMS_STEPS + 1,
          new IntegratorRecipe.Multistep(
              (min, max, abs, rel) -> new AdamsMoultonIntegrator(ADAMS_STEPS, min, max, abs, rel),
              1));

  /// All of them.
  public static final List<HipparchusMethod> ALL =
      List.of(
          EULER,
          MIDPOINT,
          CLASSICAL_RUNGE_KUTTA,
          GILL,
          THREE_EIGHTHES,
          LUTHER,
          HIGHAM_HALL_54,
          DORMAND_PRINCE_54,
          DORMAND_PRINCE_853,
          GRAGG_BULIRSCH_STOER,
          ADAMS_BASHFORTH,
          ADAMS_MOULTON);

  /// Steps are bounded below by what time can resolve there, not by Hipparchus.
  private static final double MIN_STEP = Double.MIN_NORMAL;

  /// A part of the span that the starter of a multistep method may not exceed in one step: it must
  /// not reach the end before it has the points it needs.
  private static final double STARTER_PART = 1.0 / 16;

  private final String name;
  private final int order;
  private final IntegratorRecipe recipe;

  private HipparchusMethod(String name, int order, IntegratorRecipe recipe) {
    this.name = name;
    this.order = order;
    this.recipe = recipe;
  }

  private static HipparchusMethod fixed(String name, int order, IntegratorRecipe.FixedStep recipe) {
    return new HipparchusMethod(name, order, recipe);
  }

  private static HipparchusMethod embedded(
      String name, int order, IntegratorRecipe.Bounded<EmbeddedRungeKuttaIntegrator> make) {
    return new HipparchusMethod(name, order, new IntegratorRecipe.Embedded(make));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int order() {
    return order;
  }

  /// Whether it takes a number of equal steps, not tolerances.
  public boolean takesFixedSteps() {
    return recipe instanceof IntegratorRecipe.FixedStep;
  }

  @Override
  public String toString() {
    return name;
  }

  /// The least step in units in the last place of time. Multistep methods divide by differences of
  /// times: on shorter steps they see rounding errors only, and creep.
  double resolution() {
    return recipe instanceof IntegratorRecipe.Multistep ? 64 : 2;
  }

  /// @throws IllegalArgumentException if the method cannot choose its steps so
  void check(StepControl control) {
    switch (control) {
      case StepControl.Fixed _ when !takesFixedSteps() ->
          throw new IllegalArgumentException(
              "method '" + name + "' chooses its own steps: give tolerances");
      case StepControl.Adaptive _ when takesFixedSteps() ->
          throw new IllegalArgumentException(
              "method '" + name + "' has no error estimate: give a number of fixed steps");
      case StepControl.Adaptive adaptive when !adaptive.norm().equals(Norm.ROOT_MEAN_SQUARE) ->
          throw new IllegalArgumentException(
              "method '"
                  + name
                  + "' runs through Hipparchus, which weighs errors by their root mean square, not by "
                  + adaptive.norm());
      case StepControl.Fixed _, StepControl.Adaptive _ -> {}
    }
  }

  /// A fresh integrator.
  ///
  /// @param step size of the steps, or of the first one, positive
  /// @param length length of the interval, positive
  AbstractIntegrator integrator(StepControl control, double step, double length) {
    return switch (control) {
      case StepControl.Fixed _ -> fixed(step);
      case StepControl.Adaptive adaptive -> adaptive(adaptive, step, length);
    };
  }

  private AbstractIntegrator fixed(double step) {
    if (recipe instanceof IntegratorRecipe.FixedStep(var make)) {
      return make.apply(step);
    }
    throw new IllegalStateException(name + " has no fixed steps");
  }

  private AbstractIntegrator adaptive(StepControl.Adaptive control, double step, double length) {
    double least = Math.max(control.minStep(), MIN_STEP);
    double most = Math.max(Math.min(control.maxStep(), length), least);
    Controller controller = control.controller();
    return switch (recipe) {
      case IntegratorRecipe.FixedStep _ ->
          throw new IllegalStateException(name + " has no adaptive steps");
      case IntegratorRecipe.Embedded(var make) -> {
        EmbeddedRungeKuttaIntegrator integrator = make(make, control.tolerances(), least, most);
        integrator.setSafety(safety(controller));
        integrator.setMinReduction(controller.minFactor());
        integrator.setMaxGrowth(controller.maxFactor());
        yield startingWith(integrator, step);
      }
      case IntegratorRecipe.Extrapolation(var make) -> {
        GraggBulirschStoerIntegrator integrator = make(make, control.tolerances(), least, most);
        // It measures the change of the derivative against the derivative where the step begins:
        // where that is nearly 0, no step passes. The error estimate guards stability too.
        integrator.setStabilityCheck(false, -1, -1, -1);
        yield startingWith(integrator, step);
      }
      case IntegratorRecipe.Multistep(var make, double caution) -> {
        MultistepIntegrator integrator = make(make, control.tolerances(), least, most);
        integrator.setSafety(caution * safety(controller));
        double longest = Math.min(most, length * STARTER_PART);
        integrator.setStarterIntegrator(
            startingWith(
                make(
                    DormandPrince853Integrator::new,
                    control.tolerances(),
                    Math.min(least, longest),
                    longest),
                Math.min(step, longest)));
        yield integrator;
      }
    };
  }

  private static <T extends AdaptiveStepsizeIntegrator> T make(
      IntegratorRecipe.Bounded<T> recipe, Tolerances tolerances, double least, double most) {
    T integrator = recipe.make(least, most, positive(tolerances.absTol(0)), tolerances.relTol());
    if (!tolerances.isUniform()) {
      double[] absolute = new double[tolerances.absolute().size()];
      Arrays.setAll(absolute, i -> positive(tolerances.absTol(i)));
      double[] relative = new double[absolute.length];
      Arrays.fill(relative, tolerances.relTol());
      integrator.setStepSizeControl(least, most, absolute, relative);
    }
    return integrator;
  }

  /// A component that stays 0 must not give 0/0 in the error norm.
  private static double positive(double absTol) {
    return Math.max(absTol, Double.MIN_NORMAL);
  }

  /// The factor with which Hipparchus's integral control, `h' = h * safety * err^(-1/k)`, settles
  /// at the same error as `controller`: where `safety * err^(-gain/k)` is 1.
  private static double safety(Controller controller) {
    return Math.pow(controller.safety(), 1 / Math.max(controller.law().gain(), 0.1));
  }

  private static AdaptiveStepsizeIntegrator startingWith(
      AdaptiveStepsizeIntegrator integrator, double step) {
    integrator.setInitialStepSize(step);
    return integrator;
  }
}
