package dev.odeon.validation.problem;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.VectorField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Class C of DETEST: decay chains, a tridiagonal system, and the five outer planets.
final class DetestModerateSystems {
  private DetestModerateSystems() {}

  static List<DetestProblem> all() {
    return List.of(
        new DetestProblem("C1", chain(false), first(10), CHAIN_END),
        new DetestProblem("C2", chain(true), first(10), RISING_CHAIN_END),
        new DetestProblem("C3", tridiagonal(10), first(10), spread(10, 20)),
        new DetestProblem("C4", tridiagonal(51), first(51), spread(51, 20)),
        OuterPlanets.problem());
  }

  private static final List<Double> CHAIN_END =
      List.of(
          2.06115362243855783E-9,
          4.12230724487711566E-8,
          4.12230724487711566E-7,
          2.74820482991807710E-6,
          1.37410241495903855E-5,
          5.49640965983615421E-5,
          1.83213655327871807E-4,
          5.23467586651062306E-4,
          1.30866896662765576E-3,
          9.97912740950864981E-1);

  private static final List<Double> RISING_CHAIN_END =
      List.of(
          2.06115362243855783E-9,
          2.06115361819020357E-9,
          2.06115361394184933E-9,
          2.06115360969349509E-9,
          2.06115360544514086E-9,
          2.06115360119678664E-9,
          2.06115359694843243E-9,
          2.06115359270007822E-9,
          2.06115358845172403E-9,
          9.99999981449617551E-1);

  private static List<Double> first(int n) {
    List<Double> state = new ArrayList<>(Collections.nCopies(n, 0.0));
    state.set(0, 1.0);
    return state;
  }

  /// Each of ten decays into the next, all at rate 1 or the i-th at rate i; the last stays.
  private static VectorField chain(boolean rising) {
    return (t, y, p) -> {
      List<Tensor> rates = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        rates.add(y.get(i).times(rising ? i + 1 : 1));
      }
      List<Tensor> slopes = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Tensor gain = i == 0 ? rates.getFirst().scalar(0) : rates.get(i - 1);
        slopes.add(i == 9 ? gain : gain.minus(rates.get(i)));
      }
      return Tensor.concatenate(slopes);
    };
  }

  private static VectorField tridiagonal(int n) {
    return (t, y, p) -> {
      Tensor zero = t.scalar(0);
      Tensor left = Tensor.concatenate(zero, y.slice(0, n - 1));
      Tensor right = Tensor.concatenate(y.slice(1, n), zero);
      return left.plus(right).minus(y.times(2));
    };
  }

  /// What the tridiagonal system makes of the first unit vector, by its eigenvectors.
  private static List<Double> spread(int n, double t) {
    List<Double> state = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      double sum = 0;
      for (int k = n; k >= 1; k--) {
        double angle = k * Math.PI / (n + 1);
        double half = Math.sin(angle / 2);
        sum += Math.sin(angle) * Math.sin(i * angle) * Math.exp(-4 * half * half * t);
      }
      state.add(2 * sum / (n + 1));
    }
    return state;
  }
}
