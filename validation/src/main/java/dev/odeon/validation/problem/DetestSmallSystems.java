package dev.odeon.validation.problem;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.VectorField;
import java.util.List;

/// Class B of DETEST: two or three equations.
final class DetestSmallSystems {
  private DetestSmallSystems() {}

  static List<DetestProblem> all() {
    return List.of(
        new DetestProblem(
            "B1",
            predatorPrey(),
            List.of(1.0, 3.0),
            List.of(6.76187600857660661E-1, 1.86081609964002980E-1)),
        new DetestProblem(
            "B2",
            linearReaction(),
            List.of(2.0, 0.0, 1.0),
            List.of(1.00000000103057681, 1.0, 9.99999998969423189E-1)),
        new DetestProblem(
            "B3",
            nonlinearReaction(),
            List.of(1.0, 0.0, 0.0),
            List.of(2.06115362243855783E-9, 5.25722802204851253E-2, 9.47427717718361252E-1)),
        new DetestProblem("B4", torus(), List.of(3.0, 0.0, 0.0), onTorus(20)),
        new DetestProblem(
            "B5",
            rigidBody(),
            List.of(0.0, 1.0, 1.0),
            List.of(-9.39657079872920396E-1, -3.42117775400074907E-1, 7.41412659619995301E-1)));
  }

  private static VectorField predatorPrey() {
    return (t, y, p) -> {
      Tensor a = y.get(0);
      Tensor b = y.get(1);
      Tensor eaten = a.times(b);
      return Tensor.concatenate(a.minus(eaten).times(2), eaten.minus(b));
    };
  }

  private static VectorField linearReaction() {
    return (t, y, p) -> {
      Tensor a = y.get(0);
      Tensor b = y.get(1);
      Tensor c = y.get(2);
      return Tensor.concatenate(b.minus(a), a.minus(b.times(2)).plus(c), b.minus(c));
    };
  }

  private static VectorField nonlinearReaction() {
    return (t, y, p) -> {
      Tensor a = y.get(0);
      Tensor square = y.get(1).times(y.get(1));
      return Tensor.concatenate(a.negate(), a.minus(square), square);
    };
  }

  private static VectorField torus() {
    return (t, y, p) -> {
      Tensor a = y.get(0);
      Tensor b = y.get(1);
      Tensor c = y.get(2);
      Tensor radius = a.times(a).plus(b.times(b)).sqrt();
      Tensor ratio = c.dividedBy(radius);
      return Tensor.concatenate(
          b.negate().minus(a.times(ratio)), a.minus(b.times(ratio)), a.dividedBy(radius));
    };
  }

  /// The distance from the axis is 2 + cos t, the angle t.
  private static List<Double> onTorus(double t) {
    double radius = 2 + Math.cos(t);
    return List.of(radius * Math.cos(t), radius * Math.sin(t), Math.sin(t));
  }

  private static VectorField rigidBody() {
    return (t, y, p) -> {
      Tensor a = y.get(0);
      Tensor b = y.get(1);
      Tensor c = y.get(2);
      return Tensor.concatenate(b.times(c), a.times(c).negate(), a.times(b).times(-0.51));
    };
  }
}
