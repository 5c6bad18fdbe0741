package dev.odeon.adjoint.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.check.ObjectiveDifferences;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.train.BatchResult;
import dev.odeon.nn.train.BatchTrainer;
import dev.odeon.nn.train.TrainingOutcome;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.TimeSpan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FlowFitTest {
  private static ContinuousFlow flow(Divergence divergence) {
    Chain field = Chain.of(new Dense(3, 8, Activation.TANH), new Dense(8, 2));
    return ContinuousFlow.of(field, 2, Tsit5.METHOD, StepControl.fixed(8), TimeSpan.of(0, 1))
        .with(divergence);
  }

  private static double[] normal(int count, double mean, double std, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    double[] samples = new double[2 * count];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = mean + std * random.nextGaussian();
    }
    return samples;
  }

  @ParameterizedTest
  @CsvSource({"EXACT,0,0", "EXACT,0.3,0.2", "RADEMACHER,0.3,0.2", "GAUSSIAN,0,0.2"})
  void theGradientIsThatOfDifferences(String kind, double kinetic, double jacobian) {
    Divergence divergence =
        kind.equals("EXACT")
            ? new Divergence.Exact()
            : new Divergence.Hutchinson(FlowNoise.valueOf(kind));
    ContinuousFlow flow = flow(divergence);
    FlowFit fit =
        FlowFit.of(flow, new FlowPenalty(kinetic, jacobian), normal(5, 0.4, 1.2, 1), 5, 3);
    double[] at = flow.parameters().initialize(2).flat().clone();
    double[] gradient = new double[at.length];
    fit.valueAndGradient(at, gradient);
    assertArrayEquals(ObjectiveDifferences.of(fit, at, 1e-5), gradient, 1e-7);
  }

  /// Each weight multiplies its own energy, whatever the batch: the loss is linear in it.
  @Test
  void weightsOfThePenaltyAddUp() {
    double[] samples = normal(6, 0, 1, 3);
    double none = loss(new FlowPenalty(0, 0), samples);
    double kinetic = loss(new FlowPenalty(1, 0), samples) - none;
    double jacobian = loss(new FlowPenalty(0, 1), samples) - none;
    assertTrue(kinetic > 0.01 && jacobian > 0.01, kinetic + " and " + jacobian);
    double both = loss(new FlowPenalty(0.25, 3), samples);
    assertEquals(none + 0.25 * kinetic + 3 * jacobian, both, 1e-12);
  }

  private static double loss(FlowPenalty penalty, double[] samples) {
    ContinuousFlow flow = flow(new Divergence.Exact());
    double[] parameters = flow.parameters().initialize(2).flat();
    return FlowFit.of(flow, penalty, samples, 6, 6)
        .valueAndGradient(parameters, new double[parameters.length]);
  }

  /// The entropy of N(2, 0.5^2) in the plane is 1 + log(2 pi) + 2 log 0.5 = 1.4516.
  @ParameterizedTest
  @CsvSource({"EXACT", "RADEMACHER"})
  void trainingFindsANormalDistribution(String kind) {
    Divergence divergence =
        kind.equals("EXACT")
            ? new Divergence.Exact()
            : new Divergence.Hutchinson(FlowNoise.RADEMACHER);
    ContinuousFlow flow =
        ContinuousFlow.of(new Dense(3, 2), 2, Tsit5.METHOD, StepControl.fixed(3), TimeSpan.of(0, 1))
            .with(divergence);
    FlowFit fit = FlowFit.of(flow, FlowPenalty.NONE, normal(512, 2, 0.5, 7), 512, 64);
    BatchResult result =
        new BatchTrainer(new Adam(0.1), 150).train(fit, flow.parameters().initialize(1), 1);
    assertTrue(result.outcome() instanceof TrainingOutcome.Completed, result.outcome().message());
    double[] log = flow.logDensity(result.parameters(), normal(2000, 2, 0.5, 8), 2000);
    double mean = 0;
    for (double value : log) {
      mean -= value / log.length;
    }
    assertEquals(1.4516, mean, 0.06, "held-out negative log-likelihood against the entropy");
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    ContinuousFlow flow = flow(new Divergence.Hutchinson(FlowNoise.GAUSSIAN));
    ParameterVector start = flow.parameters().initialize(1);
    double[] samples = normal(20, 0, 1, 3);
    BatchTrainer trainer = new BatchTrainer(new Adam(0.01), 5);
    BatchResult one = trainer.train(FlowFit.of(flow, FlowPenalty.NONE, samples, 20, 8), start, 9);
    BatchResult two = trainer.train(FlowFit.of(flow, FlowPenalty.NONE, samples, 20, 8), start, 9);
    assertTrue(one.parameters().sameBits(two.parameters()));
    BatchResult other =
        trainer.train(FlowFit.of(flow, FlowPenalty.NONE, samples, 20, 8), start, 10);
    assertTrue(!one.parameters().sameBits(other.parameters()), "the seed draws nothing");
  }

  @Test
  void wrongCountsAreRefused() {
    ContinuousFlow flow = flow(new Divergence.Exact());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> FlowFit.of(flow, FlowPenalty.NONE, new double[7], 4, 2))
            .getMessage();
    assertTrue(message.contains("7 numbers for 4 samples"), message);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> FlowFit.of(flow, FlowPenalty.NONE, new double[8], 4, 5))
            .getMessage();
    assertTrue(message.contains("size 5 is outside 1..4"), message);
  }
}
