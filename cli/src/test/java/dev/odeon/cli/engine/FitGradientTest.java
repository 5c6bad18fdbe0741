package dev.odeon.cli.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.data.CsvReader;
import dev.odeon.cli.data.CsvRequest;
import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.data.ValueDomain;
import dev.odeon.cli.fitfile.DataSection;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.FitFileReader;
import dev.odeon.cli.model.Model;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Gradients of the examples' losses against differences, and of both kinds against each other.
class FitGradientTest {
  private static final String FINE = "solver={relTol: 1e-12, absTol: 1e-12}";

  /// The loss of an example at a point beside its start.
  private static final class Case {
    private final FitProblem problem;
    private final double[] point;

    private Case(FitProblem problem, double[] point) {
      this.problem = problem;
      this.point = point;
    }

    static Case of(String example, String... settings) {
      Path path = Path.of("..", "examples").resolve(example);
      FitFile file = FitFileReader.read(path, List.of(settings));
      DataSection data = file.data().orElseThrow();
      TimeSeries series =
          CsvReader.read(
              new CsvRequest(
                  data.file(), data.time(), data.observe(), data.rows(), ValueDomain.REAL));
      int times = series.distinctTimes().length;
      Model model = new Model(file);
      TimeSeries seen = series.firstTimes(times - file.holdout().points(times));
      double[] point = model.start(0).flat();
      SplittableRandom random = new SplittableRandom(7);
      for (int i = 0; i < point.length; i++) {
        point[i] *= 1 + 0.05 * random.nextDouble(-1, 1);
      }
      return new Case(new FitProblem(model, seen), point);
    }

    double[] gradient() {
      double[] gradient = new double[point.length];
      double loss = problem.valueAndGradient(point, gradient);
      assertTrue(Double.isFinite(loss), "the loss must be finite, was " + loss);
      return gradient;
    }

    private double along(double[] direction, double distance) {
      double[] moved = point.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += distance * direction[i];
      }
      return problem.valueAndGradient(moved, new double[moved.length]);
    }

    /// The derivative in a direction by differences of order 4.
    ///
    /// @param h small for the loss, but large for the solver's rounding
    double difference(double[] direction, double h) {
      double near = along(direction, h) - along(direction, -h);
      double far = along(direction, 2 * h) - along(direction, -2 * h);
      return (8 * near - far) / (12 * h);
    }
  }

  private static double largest(double[] gradient) {
    return DoubleStream.of(gradient).map(Math::abs).max().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"lynx-hare/fit.yaml, 1e-3", "lynx-hare/neural.yaml, 1e-4"})
  void everyDerivativeIsThatOfDifferences(String example, double h) {
    Case here = Case.of(example, FINE);
    double[] gradient = here.gradient();
    for (int i = 0; i < gradient.length; i++) {
      double[] direction = new double[gradient.length];
      direction[i] = 1;
      double difference = here.difference(direction, h);
      assertEquals(difference, gradient[i], 1e-6 * largest(gradient), "unknown " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theSpiralsDerivativesAlongRandomDirectionsAreThoseOfDifferences(int seed) {
    Case here = Case.of("spiral/spiral.yaml", FINE);
    double[] gradient = here.gradient();
    SplittableRandom random = new SplittableRandom(seed);
    double[] direction = random.doubles(gradient.length, -1, 1).toArray();
    double slope = 0;
    for (int i = 0; i < direction.length; i++) {
      slope += gradient[i] * direction[i];
    }
    assertEquals(here.difference(direction, 1e-3), slope, 1e-6 * largest(gradient));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lynx-hare/fit.yaml", "lynx-hare/neural.yaml", "spiral/spiral.yaml"})
  void forwardAndDiscreteGradientsAgree(String example) {
    double[] discrete = Case.of(example).gradient();
    double[] forward = Case.of(example, "gradient=forward").gradient();
    for (int i = 0; i < discrete.length; i++) {
      assertEquals(discrete[i], forward[i], 1e-9 * largest(discrete), "unknown " + i);
    }
  }
}
