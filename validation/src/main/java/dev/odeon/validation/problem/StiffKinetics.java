package dev.odeon.validation.problem;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.validation.problem.EndProblem.Stiffness;
import java.util.List;

/// Stiff problems of a few components, with ends from 33-digit arithmetic. F. Mazzia, C. Magherini,
/// Test set for initial value problem solvers, release 2.4, University of Bari (2008).
final class StiffKinetics {
  private StiffKinetics() {}

  static List<EndProblem> all() {
    return List.of(robertson(), hires(), vanDerPolSlow(), vanDerPolFast(), brusselator());
  }

  /// H. Robertson, The solution of a set of reaction rate equations (1966), over eleven decades.
  private static EndProblem robertson() {
    return stiff(
        "robertson",
        (t, y, p) -> {
          Tensor a = y.get(0).times(0.04);
          Tensor b = y.get(1).times(y.get(1)).times(3e7);
          Tensor c = y.get(1).times(y.get(2)).times(1e4);
          return Tensor.concatenate(c.minus(a), a.minus(c).minus(b), b);
        },
        1e11,
        List.of(1.0, 0.0, 0.0),
        List.of(2.0833401497012942306E-8, 8.3333607703347834006E-14, 9.9999997916651516938E-1),
        1e-6);
  }

  /// High irradiance response of photomorphogenesis. E. Schäfer, Journal of Mathematical Biology 2
  /// (1975) 41-56.
  private static EndProblem hires() {
    return stiff(
        "hires",
        (t, y, p) -> {
          Tensor bound = y.get(5).times(y.get(7)).times(280);
          Tensor seventh = bound.minus(y.get(6).times(1.81));
          return Tensor.concatenate(
              weighted(y, -1.71, 0.43, 8.32).plus(0.0007),
              weighted(y, 1.71, -8.75),
              weighted(y, 0, 0, -10.03, 0.43, 0.035),
              weighted(y, 0, 8.32, 1.71, -1.12),
              weighted(y, 0, 0, 0, 0, -1.745, 0.43, 0.43),
              weighted(y, 0, 0, 0, 0.69, 1.71, -0.43, 0.69).minus(bound),
              seventh,
              seventh.negate());
        },
        321.8122,
        List.of(1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0057),
        List.of(
            7.3713125733256678073E-4,
            1.4424857263161846582E-4,
            5.8887297409675750075E-5,
            1.1756513432831491455E-3,
            2.3863561988313304688E-3,
            6.2389682527427957866E-3,
            2.8499983951857686579E-3,
            2.8500016048142313421E-3),
        1e-4);
  }

  private static Tensor weighted(Tensor y, double... weights) {
    Tensor sum = y.scalar(0);
    for (int i = 0; i < weights.length; i++) {
      sum = weights[i] == 0 ? sum : sum.plus(y.get(i).times(weights[i]));
    }
    return sum;
  }

  /// Van der Pol's oscillator with damping 1000, in its own time.
  private static EndProblem vanDerPolSlow() {
    return stiff(
        "van_der_pol_mu",
        (t, y, p) -> {
          Tensor damping = damping(y).times(1000);
          return Tensor.concatenate(y.get(1), damping.minus(y.get(0)));
        },
        2000,
        List.of(2.0, 0.0),
        List.of(1.7061677321704650085, -8.9280970102481654778E-4),
        1);
  }

  /// The same orbit in units of the slow time: 1/eps = 10^6.
  private static EndProblem vanDerPolFast() {
    return stiff(
        "van_der_pol_eps",
        (t, y, p) ->
            Tensor.concatenate(y.get(1), damping(y).minus(y.get(0)).dividedBy(y.scalar(1e-6))),
        2,
        List.of(2.0, 0.0),
        List.of(1.7061677321704650085, -8.9280970102481654778E-1),
        1);
  }

  private static Tensor damping(Tensor y) {
    Tensor x = y.get(0);
    return x.times(x).negate().plus(1).times(y.get(1));
  }

  /// The Brusselator without diffusion.
  private static EndProblem brusselator() {
    return stiff(
        "brusselator",
        (t, y, p) -> {
          Tensor u = y.get(0);
          Tensor reaction = u.times(u).times(y.get(1));
          return Tensor.concatenate(reaction.plus(1).minus(u.times(4)), u.times(3).minus(reaction));
        },
        20,
        List.of(1.5, 3.0),
        List.of(4.9863707126834784865E-1, 4.5967803494520111832),
        1);
  }

  private static EndProblem stiff(
      String name,
      VectorField field,
      double length,
      List<Double> start,
      List<Double> end,
      double absolute) {
    TimeSpan span = TimeSpan.of(0, length);
    return new EndProblem(name, Stiffness.STIFF, field, span, start, end, 1, absolute);
  }
}
