package dev.odeon.validation.problem;

import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Problem C5 of DETEST: Jupiter, Saturn, Uranus, Neptune and Pluto about the Sun, in astronomical
/// units and units of 100 days. The state is x, y, z of the five, then their velocities.
final class OuterPlanets {
  private static final double GRAVITY = 2.95912208286;
  private static final double SUN = 1.00000597682;
  private static final double[] MASSES = {
    .000954786104043, .000285583733151, .0000437273164546, .0000517759138449, .00000277777777778
  };
  private static final int COUNT = MASSES.length;

  /// Computed by a Gauss method of order 16 in 25-digit arithmetic.
  private static final List<Double> END =
      List.of(
          -4.79273022432363490,
          -4.21731040403521339,
          4.03555944326227056,
          -29.9875932632484422,
          -24.4212530251848277,
          -2.42055072544902206,
          7.35620294749896997,
          17.1986552867055496,
          -4.10731093755092956,
          23.8145904574655444,
          -0.92125093060151186,
          3.22378598542121177,
          7.47891079423370276,
          -0.92770083217544082,
          14.9209630695135880,
          0.34992089630639972,
          -0.52370409789033254,
          -0.38752892373341095,
          0.04133856546712446,
          -0.15119864573592056,
          -0.57484876879128027,
          -0.24930004635796617,
          0.05648603288767892,
          -0.28623930298413793,
          -0.24600688943187656,
          -0.25516940208791443,
          -0.08045341642044465,
          0.03023606472143343,
          -0.11830324051362070,
          -0.03189687411323877);

  private OuterPlanets() {}

  static DetestProblem problem() {
    return new DetestProblem(
        "C5",
        (t, y, p) -> Tensor.concatenate(y.slice(15, 30), acceleration(y)),
        List.of(
            3.42947415189,
            6.64145542550,
            11.2630437207,
            -30.1552268759,
            -21.1238353380,
            3.35386959711,
            5.97156957878,
            14.6952576794,
            1.65699966404,
            28.4465098142,
            1.35494901715,
            2.18231499728,
            6.27960525067,
            1.43785752721,
            15.3882659679,
            -.557160570446,
            -.415570776342,
            -.325325669158,
            -.024047625417,
            -.176860753121,
            .505696783289,
            .365682722812,
            .189706021964,
            -.287659532608,
            -.216393453025,
            .230578543901,
            .169143213293,
            .087726532278,
            -.117219543175,
            -.014864789309),
        END);
  }

  private static Tensor acceleration(Tensor y) {
    List<Tensor> all = new ArrayList<>();
    List<Tensor> cubes = new ArrayList<>();
    for (int j = 0; j < COUNT; j++) {
      cubes.add(cube(place(y, j)));
    }
    for (int axis = 0; axis < 3; axis++) {
      for (int j = 0; j < COUNT; j++) {
        all.add(acceleration(y, cubes, axis, j));
      }
    }
    return Tensor.concatenate(all);
  }

  private static Tensor acceleration(Tensor y, List<Tensor> cubes, int axis, int j) {
    Tensor at = y.get(COUNT * axis + j);
    Tensor sum = at.times(-(SUN + MASSES[j])).dividedBy(cubes.get(j));
    for (int k = 0; k < COUNT; k++) {
      if (k != j) {
        Tensor other = y.get(COUNT * axis + k);
        Tensor direct = other.minus(at).dividedBy(cube(place(y, k).minus(place(y, j))));
        sum = direct.minus(other.dividedBy(cubes.get(k))).times(MASSES[k]).plus(sum);
      }
    }
    return sum.times(GRAVITY);
  }

  private static Tensor place(Tensor y, int j) {
    return Tensor.concatenate(y.get(j), y.get(COUNT + j), y.get(2 * COUNT + j));
  }

  private static Tensor cube(Tensor x) {
    Tensor square = x.times(x).sum();
    return square.times(square.sqrt());
  }
}
