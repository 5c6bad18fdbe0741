package dev.odeon.ode.lanes;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.VectorField;

/// Stiff problems whose solution at the end is known to 16 digits or more.
@SuppressWarnings("ImmutableEnumChecker") // graphs do not change
enum StiffProblem {
  /// Robertson's kinetics over eleven decades.
  ROBERTSON(StiffProblem::robertson, 1e11, 1e-6) {
    @Override
    double[] initial() {
      return new double[] {1, 0, 0};
    }

    @Override
    double[] end() {
      return new double[] {
        2.0833401497012942306E-8, 8.3333607703347834006E-14, 9.9999997916651516938E-1
      };
    }
  },
  /// High irradiance response: eight reactants.
  HIRES(StiffProblem::hires, 321.8122, 1e-4) {
    @Override
    double[] initial() {
      return new double[] {1, 0, 0, 0, 0, 0, 0, 0.0057};
    }

    @Override
    double[] end() {
      return new double[] {
        7.3713125733256678073E-4,
        1.4424857263161846582E-4,
        5.8887297409675750075E-5,
        1.1756513432831491455E-3,
        2.3863561988313304688E-3,
        6.2389682527427957866E-3,
        2.8499983951857686579E-3,
        2.8500016048142313421E-3
      };
    }
  },
  /// Van der Pol's oscillator with damping 1000.
  VAN_DER_POL(StiffProblem::vanDerPol, 2000, 1) {
    @Override
    double[] initial() {
      return new double[] {2, 0};
    }

    @Override
    double[] end() {
      return new double[] {1.7061677321704650085, -8.9280970102481654778E-4};
    }
  },
  /// The Brusselator without diffusion.
  BRUSSELATOR(StiffProblem::brusselator, 20, 1) {
    @Override
    double[] initial() {
      return new double[] {1.5, 3};
    }

    @Override
    double[] end() {
      return new double[] {4.9863707126834784865E-1, 4.5967803494520111832};
    }
  };

  private final FieldGraph field;
  private final double length;
  private final double absolute;

  StiffProblem(VectorField field, double length, double absolute) {
    this.field =
        FieldGraph.trace(name().toLowerCase(java.util.Locale.ROOT), field, initial().length);
    this.length = length;
    this.absolute = absolute;
  }

  /// The initial state.
  abstract double[] initial();

  /// The state at the end.
  abstract double[] end();

  FieldGraph field() {
    return field;
  }

  TimeSpan span() {
    return TimeSpan.of(0, length);
  }

  /// What the relative tolerance is multiplied with to give the absolute one.
  double absolute() {
    return absolute;
  }

  private static Tensor robertson(Tensor t, Tensor y, dev.odeon.nn.trace.Parameters p) {
    Tensor a = y.get(0).times(0.04);
    Tensor b = y.get(1).times(y.get(1)).times(3e7);
    Tensor c = y.get(1).times(y.get(2)).times(1e4);
    return Tensor.concatenate(c.minus(a), a.minus(c).minus(b), b);
  }

  private static Tensor vanDerPol(Tensor t, Tensor y, dev.odeon.nn.trace.Parameters p) {
    Tensor x = y.get(0);
    Tensor v = y.get(1);
    Tensor damping = x.times(x).minus(1).negate().times(v).times(1000);
    return Tensor.concatenate(v, damping.minus(x));
  }

  private static Tensor brusselator(Tensor t, Tensor y, dev.odeon.nn.trace.Parameters p) {
    Tensor u = y.get(0);
    Tensor v = y.get(1);
    Tensor reaction = u.times(u).times(v);
    return Tensor.concatenate(reaction.plus(1).minus(u.times(4)), u.times(3).minus(reaction));
  }

  private static Tensor sum(Tensor y, double constant, double... weights) {
    Tensor sum = y.get(0).times(weights[0]).plus(constant);
    for (int i = 1; i < weights.length; i++) {
      sum = weights[i] == 0 ? sum : sum.plus(y.get(i).times(weights[i]));
    }
    return sum;
  }

  private static Tensor hires(Tensor t, Tensor y, dev.odeon.nn.trace.Parameters p) {
    Tensor bound = y.get(5).times(y.get(7)).times(280);
    Tensor seven = bound.minus(y.get(6).times(1.81));
    return Tensor.concatenate(
        sum(y, 0.0007, -1.71, 0.43, 8.32),
        sum(y, 0, 1.71, -8.75),
        sum(y, 0, 0, 0, -10.03, 0.43, 0.035),
        sum(y, 0, 0, 8.32, 1.71, -1.12),
        sum(y, 0, 0, 0, 0, 0, -1.745, 0.43, 0.43),
        sum(y, 0, 0, 0, 0, 0.69, 1.71, -0.43, 0.69).minus(bound),
        seven,
        seven.negate());
  }
}
