package dev.odeon.adjoint;

import dev.odeon.ode.control.Controller;
import dev.odeon.ode.control.Norm;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.Tolerances;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// The step control of the adjoint equation, in a time that runs from 0 to 1.
///
/// @param tolerances of the adjoint state; empty: equal steps
/// @param norm of the adjoint state
/// @param stateNorm of the state, where that is integrated along
/// @param forwardSteps number of equal steps of the forward solve, 0 if those are not equal
/// @param maxSteps most steps of one stretch
record AdjointControl(
    Optional<Tolerances> tolerances,
    Norm norm,
    Norm stateNorm,
    Controller controller,
    long forwardSteps,
    long maxSteps) {
  static AdjointControl of(
      AdjointSettings settings, StepControl forward, LaneMethod method, int dimension) {
    AdjointControl control =
        switch (forward) {
          case StepControl.Fixed fixed ->
              new AdjointControl(
                  settings.tolerances(),
                  settings.norm().orElse(Norm.ROOT_MEAN_SQUARE),
                  Norm.ROOT_MEAN_SQUARE,
                  Controller.PI,
                  fixed.steps(),
                  StepControl.DEFAULT_MAX_STEPS);
          case StepControl.Adaptive adaptive ->
              new AdjointControl(
                  Optional.of(settings.tolerances().orElse(forAdjoint(adaptive.tolerances()))),
                  settings.norm().orElse(adaptive.norm()),
                  adaptive.norm(),
                  adaptive.controller(),
                  0,
                  adaptive.maxSteps());
        };
    control.check(method, dimension);
    return control;
  }

  /// Absolute tolerances of the components are in their units, which are not those of the adjoint
  /// state.
  private static Tolerances forAdjoint(Tolerances forward) {
    return Tolerances.of(forward.relTol(), forward.absTol());
  }

  private void check(LaneMethod method, int dimension) {
    norm.checkDimension(dimension);
    tolerances.ifPresent(own -> own.checkDimension(dimension));
    if (tolerances.isPresent() && !method.hasErrorEstimate()) {
      throw new IllegalArgumentException(
          "adjoint method '" + method.name() + "' has no error estimate for its tolerances");
    }
  }

  /// For the adjoint state alone, `[d]`, whose first step is tried as large as the stretch.
  StepControl alone() {
    return tolerances
        .<StepControl>map(own -> adaptive(own, norm, OptionalDouble.of(1)))
        .orElseGet(() -> StepControl.fixed(1));
  }

  /// For state and adjoint state, `[2 d]`.
  ///
  /// @param steps number of equal steps
  StepControl withState(int dimension, long steps) {
    return tolerances
        .<StepControl>map(
            own -> adaptive(twice(own), both(stateNorm, norm, dimension), OptionalDouble.empty()))
        .orElseGet(() -> StepControl.fixed(steps));
  }

  private StepControl adaptive(Tolerances own, Norm weighing, OptionalDouble first) {
    return new StepControl.Adaptive(
        own, controller, weighing, first, 0, Double.POSITIVE_INFINITY, maxSteps);
  }

  private static Tolerances twice(Tolerances own) {
    return own.isUniform() ? own : new Tolerances(own.relTol(), twice(own.absolute()));
  }

  private static <T> List<T> twice(List<T> values) {
    List<T> all = new ArrayList<>(values);
    all.addAll(values);
    return all;
  }

  /// The norm of two vectors of length `dimension`, one after the other: the larger of both where
  /// that is a norm we have, else the weighted mean of both.
  static Norm both(Norm first, Norm second, int dimension) {
    if (isWeighted(first) || isWeighted(second)) {
      List<Double> weights = new ArrayList<>(weights(first, dimension));
      weights.addAll(weights(second, dimension));
      return new Norm.Weighted(weights);
    }
    List<Integer> sizes = new ArrayList<>(blocks(first, dimension));
    sizes.addAll(blocks(second, dimension));
    return new Norm.Blocks(sizes);
  }

  private static boolean isWeighted(Norm norm) {
    return norm instanceof Norm.Weighted || norm instanceof Norm.Leading;
  }

  private static List<Double> weights(Norm norm, int dimension) {
    return switch (norm) {
      case Norm.RootMeanSquare _, Norm.Maximum _, Norm.Blocks _ ->
          Collections.nCopies(dimension, 1.0);
      case Norm.Weighted weighted -> weighted.weights();
      case Norm.Leading leading -> {
        List<Double> weights = new ArrayList<>(weights(leading.own(), leading.count()));
        weights.addAll(Collections.nCopies(dimension - leading.count(), 0.0));
        yield weights;
      }
    };
  }

  private static List<Integer> blocks(Norm norm, int dimension) {
    return switch (norm) {
      case Norm.RootMeanSquare _, Norm.Weighted _, Norm.Leading _ -> List.of(dimension);
      case Norm.Maximum _ -> Collections.nCopies(dimension, 1);
      case Norm.Blocks blocks -> blocks.sizes();
    };
  }
}
