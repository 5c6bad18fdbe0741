package dev.odeon.ode.hipparchus;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OpaqueField;
import dev.odeon.ode.step.StepGraphs;
import org.hipparchus.exception.LocalizedCoreFormats;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.ode.AbstractIntegrator;
import org.hipparchus.ode.ExpandableODE;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.ODEStateAndDerivative;
import org.jspecify.annotations.Nullable;

/// Any method on lanes as an integrator of Hipparchus: its step handlers, event detectors, step end
/// handlers, secondary equations and dense output work with it.
///
/// The equations are Java code and are taken as they are, see [OpaqueField]; implicit methods take
/// their Jacobians by differences. Steps and their sizes are those of the method on lanes. Like
/// every integrator of Hipparchus, one object serves one thread.
///
/// A step that cannot be made, since its size would be too small to advance time or the derivative
/// is not finite, and a number of steps beyond `maxSteps`, end in a [MathIllegalStateException]. An
/// exception of the equations counts as a derivative that is not finite; the message of the
/// exception that follows has it as its cause.
public final class OdeonIntegrator extends AbstractIntegrator {
  private final LaneMethod method;
  private final StepControl control;
  private final Backend backend;
  private @Nullable StepDriver driver;
  private @Nullable RuntimeException failure;

  /// An integrator by `method` under `control`.
  ///
  /// @throws IllegalArgumentException if the control adapts steps by an estimate of the error that
  ///   the method does not have
  public OdeonIntegrator(LaneMethod method, StepControl control) {
    super(method.name());
    if (control instanceof StepControl.Adaptive && !method.hasErrorEstimate()) {
      throw new IllegalArgumentException(
          "method '" + method.name() + "' has no error estimate: give a number of fixed steps");
    }
    this.method = method;
    this.control = control;
    backend = Backends.preferred();
  }

  @Override
  public ODEStateAndDerivative integrate(ExpandableODE equations, ODEState initial, double end) {
    sanityChecks(initial, end);
    if (!Double.isFinite(end) || !Double.isFinite(initial.getTime())) {
      throw new IllegalArgumentException(
          "time span from " + initial.getTime() + " to " + end + " is not finite");
    }
    failure = null;
    setStepStart(initIntegration(equations, initial, end));
    StepDriver steps = driver(equations.getMapper().getTotalDimension());
    boolean forward = end > initial.getTime();
    steps.start(getStepStart().getTime(), getStepStart().getCompleteState(), end);
    setIsLastStep(false);
    long attempts = 0;
    do {
      if (attempts++ >= control.maxSteps()) {
        throw failed(
            "stopped at t = " + steps.time() + " after the limit of " + (attempts - 1) + " steps");
      }
      setStepSize(steps.size());
      if (!steps.attempt()) {
        checkGoesOn(steps);
        continue;
      }
      ODEStateAndDerivative reached =
          equations
              .getMapper()
              .mapStateAndDerivative(steps.reached(), steps.state(), derivative(steps));
      LaneInterpolator interpolator =
          new LaneInterpolator(
              forward, getStepStart(), reached, equations.getMapper(), steps.dense());
      ODEStateAndDerivative accepted = acceptStep(interpolator, end);
      setStepStart(accepted);
      if (isLastStep()) {
        break;
      }
      if (resetOccurred() || accepted.getTime() != steps.reached()) {
        steps.start(accepted.getTime(), accepted.getCompleteState(), end);
      } else {
        steps.advance();
      }
      checkGoesOn(steps);
    } while (!isLastStep());
    ODEStateAndDerivative last = getStepStart();
    setStepStart(null);
    return last;
  }

  private double[] derivative(StepDriver steps) {
    return computeDerivatives(steps.reached(), steps.state());
  }

  private StepDriver driver(int dimension) {
    StepDriver known = driver;
    if (known == null || known.dimension() != dimension) {
      control.checkDimension(dimension);
      FieldGraph field = OpaqueField.graph(method.name(), dimension, this::evaluate);
      known = new StepDriver(new StepGraphs(field, method), control, backend);
      driver = known;
    }
    return known;
  }

  private void evaluate(double t, double[] y, double[] derivative) {
    try {
      System.arraycopy(computeDerivatives(t, y), 0, derivative, 0, derivative.length);
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  private void checkGoesOn(StepDriver steps) {
    if (steps.isStuck()) {
      throw failed(
          "step size "
              + steps.size()
              + " at t = "
              + steps.time()
              + " is too small to advance time or for minStep, or the derivative is not finite there");
    }
  }

  private MathIllegalStateException failed(String message) {
    RuntimeException cause = failure;
    return cause == null
        ? new MathIllegalStateException(LocalizedCoreFormats.SIMPLE_MESSAGE, message)
        : new MathIllegalStateException(cause, LocalizedCoreFormats.SIMPLE_MESSAGE, message);
  }
}
