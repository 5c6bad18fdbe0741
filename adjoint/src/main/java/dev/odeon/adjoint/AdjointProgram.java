package dev.odeon.adjoint;

import dev.odeon.nn.backend.Backend;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.method.ButcherTableau;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What integrates the adjoint equation of runs of one forward integrator: shared by all blocks.
final class AdjointProgram {
  private static final TimeSpan STRETCH = TimeSpan.of(0, 1);

  /// Nothing has more coefficients that does not say how many.
  private static final int COEFFICIENTS = 8;

  /// Where the state comes from on the way back.
  enum State {
    /// Integrated along, from save time to save time.
    INTEGRATED,
    /// The interpolants of the forward steps.
    INTERPOLATED
  }

  private final LaneIntegrator forward;
  private final State state;
  private final LaneMethod method;
  private final AdjointControl control;
  private final ParameterIntegrals.Rule integrals;
  private final Chebyshev chebyshev;
  private final FieldGraph adjointField;
  private final Map<Long, LaneIntegrator> integrators = new ConcurrentHashMap<>();

  private AdjointProgram(
      LaneIntegrator forward,
      State state,
      AdjointSettings settings,
      ParameterIntegrals.Rule integrals) {
    this.forward = forward;
    this.state = state;
    this.integrals = integrals;
    FieldGraph own = forward.steps().field();
    method = settings.method().orElseGet(() -> AdjointMethod.of(forward.plan().method()));
    control = AdjointControl.of(settings, forward.plan().control(), method, own.dimension());
    chebyshev = new Chebyshev(coefficients(forward.plan().method()));
    adjointField =
        switch (state) {
          case INTEGRATED -> AdjointField.withState(own);
          case INTERPOLATED -> AdjointField.along(own, chebyshev.count());
        };
  }

  static AdjointProgram of(LaneIntegrator forward, Sensitivity sensitivity) {
    return switch (sensitivity) {
      case Sensitivity.Backsolve own ->
          new AdjointProgram(
              forward, State.INTEGRATED, own.settings(), along(forward, own.settings()));
      case Sensitivity.Interpolating own ->
          new AdjointProgram(
              forward, State.INTERPOLATED, own.settings(), along(forward, own.settings()));
      case Sensitivity.Gauss own ->
          new AdjointProgram(
              forward,
              State.INTERPOLATED,
              own.settings(),
              gauss(forward, own.settings(), own.nodes()));
      case Sensitivity.Quadrature own ->
          new AdjointProgram(
              forward,
              State.INTERPOLATED,
              own.settings(),
              new ParameterIntegrals.Rule.Adaptive(own.integrals()));
      case Sensitivity.Discrete _, Sensitivity.Forward _ ->
          throw new IllegalArgumentException(
              "sensitivity " + sensitivity + " integrates no adjoint equation");
    };
  }

  /// As if they were integrated along, where stages tell how.
  private static ParameterIntegrals.Rule along(LaneIntegrator forward, AdjointSettings settings) {
    LaneMethod method =
        settings.method().orElseGet(() -> AdjointMethod.of(forward.plan().method()));
    return method instanceof ExplicitRungeKutta explicit
        ? new ParameterIntegrals.Rule.ByStages(explicit.tableau())
        : gauss(forward, settings, 0);
  }

  private static ParameterIntegrals.Rule gauss(
      LaneIntegrator forward, AdjointSettings settings, int nodes) {
    LaneMethod method =
        settings.method().orElseGet(() -> AdjointMethod.of(forward.plan().method()));
    return new ParameterIntegrals.Rule.EachStep(
        new GaussLegendre(nodes > 0 ? nodes : (method.order() + 2) / 2));
  }

  /// Number of coefficients of the interpolant of `method`, or more.
  private static int coefficients(LaneMethod method) {
    if (!(method instanceof ExplicitRungeKutta explicit)) {
      return COEFFICIENTS;
    }
    int degree = explicit.tableau().denseDegree();
    return explicit.tableau().form() == ButcherTableau.Form.CENTRED ? degree + 3 : degree + 1;
  }

  LaneIntegrator forward() {
    return forward;
  }

  Backend backend() {
    return forward.backend();
  }

  /// The field of the forward solve.
  FieldGraph field() {
    return forward.steps().field();
  }

  /// Length of the state.
  int dimension() {
    return field().dimension();
  }

  /// Where the adjoint state begins in what is integrated.
  int adjointOffset() {
    return switch (state) {
      case INTEGRATED -> dimension();
      case INTERPOLATED -> 0;
    };
  }

  /// The adjoint equation over a stretch.
  FieldGraph adjointField() {
    return adjointField;
  }

  /// The save times of a lane of the forward solve, a copy.
  double[] saves(int lane) {
    return forward.saveAt().timesOf(lane);
  }

  /// Where the forward solve begins.
  double start() {
    return forward.span().start();
  }

  /// The direction of the forward solve.
  double direction() {
    return forward.span().direction();
  }

  State state() {
    return state;
  }

  ParameterIntegrals.Rule integrals() {
    return integrals;
  }

  Chebyshev chebyshev() {
    return chebyshev;
  }

  /// Whether the field has parameters, so that there are integrals to take.
  boolean hasParameters() {
    return !field().parameterTypes().isEmpty();
  }

  /// The integrator of the adjoint equation over a stretch of the given length, in units of t.
  LaneIntegrator integrator(double length) {
    return integrators.computeIfAbsent(steps(length), this::make);
  }

  /// Number of equal steps of a stretch, 0 if steps are not equal.
  long steps(double length) {
    if (control.tolerances().isPresent()) {
      return 0;
    }
    return switch (state) {
      case INTERPOLATED -> 1;
      case INTEGRATED -> {
        double share = Math.abs(length / forward.span().length());
        yield Math.max(1, (long) Math.ceil(control.forwardSteps() * share - 1e-6));
      }
    };
  }

  private LaneIntegrator make(long steps) {
    StepControl own =
        switch (state) {
          case INTEGRATED -> control.withState(dimension(), steps);
          case INTERPOLATED -> control.alone();
        };
    SaveAt end = SaveAt.times(1);
    boolean isDense = hasParameters() && ParameterIntegrals.areWithinSteps(integrals);
    SaveAt saveAt = isDense ? end.withDense() : end;
    return new LaneIntegrator(adjointField, method, own, STRETCH, saveAt, forward.backend(), 1);
  }
}
