package dev.odeon.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.loss.CrossEntropy;
import dev.odeon.nn.loss.SampleLoss;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchFitTest {
  private static final Chain MODEL = Chain.of(new Dense(2, 3, Activation.TANH), new Dense(3, 2));
  private static final double[] INPUTS = {0.3, -1, 2, 0.5, 1.5, 0.7, -0.2, 0.9};
  private static final double[] TARGETS = {1, 0, 1, 0, 0, 1, 0, 1};
  private static final Samples ALL = new Samples(4, Shape.of(2), INPUTS, Shape.of(2), TARGETS);
  private static final SampleLoss LOSS = new CrossEntropy();

  /// Value and gradient of one sample alone.
  private static double[] alone(int sample, double[] at) {
    Samples one =
        new Samples(
            1,
            Shape.of(2),
            new double[] {INPUTS[sample], INPUTS[4 + sample]},
            Shape.of(2),
            new double[] {TARGETS[sample], TARGETS[4 + sample]});
    double[] gradient = new double[at.length + 1];
    double[] own = new double[at.length];
    gradient[at.length] = BatchFit.of(MODEL, LOSS, one, 1).valueAndGradient(at, own);
    System.arraycopy(own, 0, gradient, 0, at.length);
    return gradient;
  }

  @Test
  void aBatchOfOneIsTheSampleThatWasDrawn() {
    BatchFit fit = BatchFit.of(MODEL, LOSS, ALL, 1);
    double[] at = fit.parameters().initialize(4).flat();
    SplitMix64 random = SplitMix64.stream(3, "draws");
    // A first round may have begun: of eight draws four in a row are a whole one.
    Set<Double> values = new HashSet<>();
    Set<Double> expected = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      expected.add(alone(i, at)[at.length]);
    }
    for (int i = 0; i < 8; i++) {
      fit.draw(random);
      values.add(fit.valueAndGradient(at, new double[at.length]));
    }
    assertEquals(expected, values);
    assertEquals(4, values.size(), "losses of four different samples");
  }

  @Test
  void aBatchOfAllHasTheMeanOfTheGradients() {
    BatchFit fit = BatchFit.of(MODEL, LOSS, ALL, 4);
    double[] at = fit.parameters().initialize(4).flat();
    double[] mean = new double[at.length + 1];
    for (int sample = 0; sample < 4; sample++) {
      double[] one = alone(sample, at);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += one[i] / 4;
      }
    }
    double[] found = new double[at.length + 1];
    double[] gradient = new double[at.length];
    found[at.length] = fit.valueAndGradient(at, gradient);
    System.arraycopy(gradient, 0, found, 0, at.length);
    assertArrayEquals(mean, found, 1e-15);
    assertNotEquals(0, gradient[0]);
  }

  @Test
  void parametersOfAnotherModelAreRefused() {
    BatchFit fit = BatchFit.of(MODEL, LOSS, ALL, 2);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> fit.valueAndGradient(new double[6], new double[17]))
            .getMessage();
    assertEquals("objective: parameters of length 6 for a model with 17 parameters", message);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> fit.valueAndGradient(new double[17], new double[18]))
            .getMessage();
    assertEquals("objective: gradient of length 18 for a model with 17 parameters", message);
  }

  @Test
  void samplesThatDoNotFitAreNotGathered() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Batches.gather(new double[6], 3, new int[] {5}, new double[2]))
            .getMessage();
    assertEquals("batches: sample 5 is outside 0..2", message);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Batches.gather(new double[6], 0, new int[] {0}, new double[2]))
            .getMessage();
    assertEquals("batches: 6 numbers of 0 samples do not make 2 of 1", message);
  }
}
