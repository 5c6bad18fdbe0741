package dev.odeon.validation.problem;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Class D of DETEST: Kepler orbits of growing eccentricity, about three revolutions.
final class DetestOrbits {
  private DetestOrbits() {}

  static List<DetestProblem> all() {
    return IntStream.rangeClosed(1, 5).mapToObj(DetestOrbits::orbit).toList();
  }

  private static DetestProblem orbit(int number) {
    double e = (2 * number - 1) / 10.0;
    Kepler kepler = new Kepler(e);
    List<Double> start = List.of(1 - e, 0.0, 0.0, Math.sqrt((1 + e) / (1 - e)));
    List<Double> end = Arrays.stream(kepler.exact(20)).boxed().toList();
    return new DetestProblem("D" + number, kepler.vector(), start, end);
  }
}
