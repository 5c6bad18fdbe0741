package dev.odeon.validation.problem;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.VectorField;
import java.util.List;

/// Class E of DETEST: equations of second order.
final class DetestHigherOrder {
  private DetestHigherOrder() {}

  static List<DetestProblem> all() {
    return List.of(
        new DetestProblem("E1", bessel(), besselAt(1), besselAt(21)),
        new DetestProblem(
            "E2",
            vanDerPol(),
            List.of(2.0, 0.0),
            List.of(2.00814976217494859, -4.25088752732021470E-2)),
        new DetestProblem(
            "E3",
            duffing(),
            List.of(0.0, 0.0),
            List.of(-0.100417885864724071, 0.241140013209595558)),
        new DetestProblem(
            "E4",
            fallingBody(),
            List.of(30.0, 0.0),
            List.of(3.39509144464655640E+1, 2.76782265967286779E-1)),
        new DetestProblem(
            "E5", pursuit(), List.of(0.0, 0.0), List.of(1.41179739054262547E+1, 2.4)));
  }

  private static VectorField bessel() {
    return (t, y, p) -> {
      Tensor s = t.plus(1);
      Tensor square = s.times(s);
      Tensor pull = y.get(0).times(s.scalar(0.25).dividedBy(square).negate().plus(1));
      return Tensor.concatenate(y.get(1), y.get(1).dividedBy(s).plus(pull).negate());
    };
  }

  /// The Bessel function of order 1/2 and its derivative.
  private static List<Double> besselAt(double x) {
    double amplitude = Math.sqrt(2 / (Math.PI * x));
    return List.of(amplitude * Math.sin(x), amplitude * (Math.cos(x) - Math.sin(x) / (2 * x)));
  }

  private static VectorField vanDerPol() {
    return (t, y, p) -> {
      Tensor a = y.get(0);
      Tensor b = y.get(1);
      return Tensor.concatenate(b, a.times(a).negate().plus(1).times(b).minus(a));
    };
  }

  private static VectorField duffing() {
    return (t, y, p) -> {
      Tensor a = y.get(0);
      Tensor push = t.times(2.78535).sin().times(2);
      return Tensor.concatenate(y.get(1), a.pow(3).dividedBy(6).minus(a).plus(push));
    };
  }

  private static VectorField fallingBody() {
    return (t, y, p) -> {
      Tensor speed = y.get(1);
      return Tensor.concatenate(speed, speed.times(speed).times(-0.4).plus(0.032));
    };
  }

  private static VectorField pursuit() {
    return (t, y, p) -> {
      Tensor slope = y.get(1);
      return Tensor.concatenate(
          slope, slope.times(slope).plus(1).sqrt().dividedBy(t.negate().plus(25)));
    };
  }
}
