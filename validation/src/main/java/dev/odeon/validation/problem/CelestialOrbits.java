package dev.odeon.validation.problem;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.TimeSpan;
import java.util.ArrayList;
import java.util.List;

/// Orbits with close encounters. E. Hairer, S. Nørsett, G. Wanner, Solving Ordinary Differential
/// Equations I (1993), sections II.0 and II.10.
final class CelestialOrbits {
  private static final double MOON = 0.012277471;
  private static final double EARTH = 1 - MOON;
  private static final int STARS = 7;

  private CelestialOrbits() {}

  static List<EndProblem> all() {
    return List.of(arenstorf(), pleiades());
  }

  /// Arenstorf's orbit round earth and moon. It closes, and magnifies errors by up to 2.2e6: in
  /// double precision not much better than 1e-11 can be had.
  private static EndProblem arenstorf() {
    List<Double> state = List.of(0.994, 0.0, 0.0, -2.00158510637908252240537862224);
    return EndProblem.nonStiff(
        "arenstorf",
        (t, y, p) -> restrictedThreeBody(y),
        TimeSpan.of(0, 17.0652165601579625588917206249),
        state,
        state);
  }

  private static Tensor restrictedThreeBody(Tensor y) {
    Tensor a = y.get(0);
    Tensor b = y.get(1);
    Tensor earth = cubed(a.plus(MOON), b);
    Tensor moon = cubed(a.minus(EARTH), b);
    Tensor pullA =
        a.plus(MOON).times(EARTH).dividedBy(earth).plus(a.minus(EARTH).times(MOON).dividedBy(moon));
    Tensor pullB = b.times(EARTH).dividedBy(earth).plus(b.times(MOON).dividedBy(moon));
    return Tensor.concatenate(
        y.get(2),
        y.get(3),
        a.plus(y.get(3).times(2)).minus(pullA),
        b.minus(y.get(2).times(2)).minus(pullB));
  }

  private static Tensor cubed(Tensor a, Tensor b) {
    Tensor square = a.times(a).plus(b.times(b));
    return square.times(square.sqrt());
  }

  /// Seven stars of masses 1 to 7 in a plane: x, y, x', y'.
  private static EndProblem pleiades() {
    return EndProblem.nonStiff(
        "pleiades",
        (t, y, p) -> {
          List<Tensor> forces = new ArrayList<>();
          for (int i = 0; i < STARS; i++) {
            forces.add(force(y, i, 0));
          }
          for (int i = 0; i < STARS; i++) {
            forces.add(force(y, i, STARS));
          }
          return Tensor.concatenate(
              y.slice(2 * STARS, 4 * STARS), Tensor.concatenate(forces.toArray(Tensor[]::new)));
        },
        TimeSpan.of(0, 3),
        List.of(
            3.0, 3.0, -1.0, -3.0, 2.0, -2.0, 2.0, 3.0, -3.0, 2.0, 0.0, 0.0, -4.0, 4.0, 0.0, 0.0,
            0.0, 0.0, 0.0, 1.75, -1.5, 0.0, 0.0, 0.0, -1.25, 1.0, 0.0, 0.0),
        PLEIADES_AT_3);
  }

  private static Tensor force(Tensor y, int star, int axis) {
    Tensor sum = y.scalar(0);
    for (int other = 0; other < STARS; other++) {
      if (other != star) {
        Tensor dx = y.get(other).minus(y.get(star));
        Tensor dy = y.get(STARS + other).minus(y.get(STARS + star));
        Tensor along = axis == 0 ? dx : dy;
        sum = sum.plus(along.times(other + 1).dividedBy(cubed(dx, dy)));
      }
    }
    return sum;
  }

  private static final List<Double> PLEIADES_AT_3 =
      List.of(
          3.7061391439705129009E-1,
          3.2372840920572330928E+0,
          -3.2225590324183233471E+0,
          6.5970914557753083594E-1,
          3.4255817071565797904E-1,
          1.5621721014006310160E+0,
          -7.0030929222124953851E-1,
          -3.9434375855173920553E+0,
          -3.2713809739725499280E+0,
          5.2250818434565441924E+0,
          -2.5906124349774695108E+0,
          1.1982136933922746375E+0,
          -2.4296823449358234092E-1,
          1.0914492404289797479E+0,
          3.4170038063143147523E+0,
          1.3545845016255012215E+0,
          -2.5900655978107754196E+0,
          2.0250537347142411065E+0,
          -1.1558151001604490927E+0,
          -8.0729881702230217257E-1,
          5.9523963542087187666E-1,
          -3.7412449612340084712E+0,
          3.7734596857506290366E-1,
          9.3868588695510788869E-1,
          3.6679222272005698667E-1,
          -3.4740463538084943660E-1,
          2.3449154481809369231E+0,
          -1.9470204342632919007E+0);
}
