package dev.odeon.validation.problem;

import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.MassMatrix;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.validation.problem.EndProblem.Stiffness;
import java.util.List;
import java.util.Optional;

/// An amplifier of two transistors as voltages at eight nodes: differential-algebraic equations of
/// index 1, whose mass matrix, the capacitors, has rank 5 and is not diagonal. Ends from 33-digit
/// arithmetic. F. Mazzia, C. Magherini, Test set for initial value problem solvers, release 2.4,
/// University of Bari (2008).
public final class TransistorAmplifier {
  private static final double RESISTANCE = 9000;
  private static final double AMPLIFICATION = 0.99;

  private TransistorAmplifier() {}

  /// The problem.
  public static EndProblem problem() {
    return new EndProblem(
        "transistor_amplifier",
        Stiffness.STIFF,
        TransistorAmplifier::field,
        Optional.of(capacitors()),
        TimeSpan.of(0, 0.2),
        List.of(0.0, 3.0, 3.0, 6.0, 3.0, 3.0, 6.0, 0.0),
        List.of(
            -5.5621450122622744445E-3,
            3.0065224719030426673,
            2.8499587886081285074,
            2.9264225362062415090,
            2.7046178650105545907,
            2.7618377783931440545,
            4.7709276316167721558,
            1.2369958680915475497),
        1,
        1);
  }

  /// Between nodes 1 and 2, 4 and 5, 7 and 8 and from 3 and 6 to earth.
  private static MassMatrix capacitors() {
    double[][] m = new double[8][8];
    for (int k = 0; k < 3; k++) {
      int i = 3 * k;
      double c = (2 * k + 1) * 1e-6;
      m[i][i] = -c;
      m[i][i + 1] = c;
      m[i + 1][i] = c;
      m[i + 1][i + 1] = -c;
    }
    m[2][2] = -2e-6;
    m[5][5] = -4e-6;
    return MassMatrix.of(m);
  }

  private static Tensor field(Tensor t, Tensor y, Parameters p) {
    Tensor input = t.times(200 * Math.PI).sin().times(0.1);
    Tensor first = diode(y.get(1).minus(y.get(2)));
    Tensor second = diode(y.get(4).minus(y.get(5)));
    double rest = 1 - AMPLIFICATION;
    return Tensor.concatenate(
        y.get(0).minus(input).dividedBy(1000),
        toBattery(y.get(1)).plus(toEarth(y.get(1))).plus(first.times(rest)),
        toEarth(y.get(2)).minus(first),
        toBattery(y.get(3)).plus(first.times(AMPLIFICATION)),
        toBattery(y.get(4)).plus(toEarth(y.get(4))).plus(second.times(rest)),
        toEarth(y.get(5)).minus(second),
        toBattery(y.get(6)).plus(second.times(AMPLIFICATION)),
        toEarth(y.get(7)));
  }

  private static Tensor toEarth(Tensor voltage) {
    return voltage.dividedBy(RESISTANCE);
  }

  private static Tensor toBattery(Tensor voltage) {
    return voltage.minus(6).dividedBy(RESISTANCE);
  }

  private static Tensor diode(Tensor voltage) {
    return voltage.dividedBy(0.026).exp().minus(1).times(1e-6);
  }
}
