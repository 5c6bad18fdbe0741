package dev.odeon.cli.fitfile;

/// The solver methods that a fit file may name.
public enum SolverMethod {
  /// Euler's method, fixed step.
  EULER,
  /// Midpoint rule, fixed step.
  MIDPOINT,
  /// The classical Runge-Kutta method of order 4, fixed step.
  CLASSICAL_RUNGE_KUTTA,
  /// Gill's method of order 4, fixed step.
  GILL,
  /// The 3/8 rule of order 4, fixed step.
  THREE_EIGHTHES,
  /// Luther's method of order 6, fixed step.
  LUTHER,
  /// Higham and Hall, order 5(4).
  HIGHAM_HALL_54,
  /// Dormand and Prince, order 5(4).
  DORMAND_PRINCE_54,
  /// Dormand and Prince, order 8(5,3).
  DORMAND_PRINCE_853,
  /// Tsitouras, order 5(4).
  TSIT5,
  /// Verner, order 7(6).
  VERNER7,
  /// Extrapolation after Gragg, Bulirsch and Stoer.
  GRAGG_BULIRSCH_STOER,
  /// Adams-Bashforth, explicit multistep.
  ADAMS_BASHFORTH,
  /// Adams-Moulton, implicit multistep.
  ADAMS_MOULTON,
  /// Rosenbrock, order 2(3), stiff.
  ROSENBROCK23,
  /// Rosenbrock, order 5, stiff.
  RODAS5P,
  /// Kvaerno, ESDIRK of order 5, stiff.
  KVAERNO5,
  /// Kennedy and Carpenter, order 4, stiff.
  KENCARP4,
  /// Backward differentiation formulas, stiff.
  BDF,
  /// Radau IIA of order 5, stiff.
  RADAU5,
  /// Chosen while solving, by stiffness.
  AUTO;

  /// Whether the length of a step must be given.
  public boolean hasFixedStep() {
    return switch (this) {
      case EULER, MIDPOINT, CLASSICAL_RUNGE_KUTTA, GILL, THREE_EIGHTHES, LUTHER -> true;
      case HIGHAM_HALL_54,
          DORMAND_PRINCE_54,
          DORMAND_PRINCE_853,
          TSIT5,
          VERNER7,
          GRAGG_BULIRSCH_STOER,
          ADAMS_BASHFORTH,
          ADAMS_MOULTON,
          ROSENBROCK23,
          RODAS5P,
          KVAERNO5,
          KENCARP4,
          BDF,
          RADAU5,
          AUTO ->
          false;
    };
  }
}
