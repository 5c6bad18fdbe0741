package dev.odeon.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Descent;
import dev.odeon.nn.optim.Lbfgs;
import org.junit.jupiter.api.Test;

final class TrainingPlanTest {
  @Test
  void shortFormsMeanTheSameStages() {
    Adam adam = new Adam(0.05);
    Descent descent = new Descent(0.1);
    Lbfgs lbfgs = new Lbfgs(200);
    TrainingPlan written =
        TrainingPlan.of(
            new FirstOrderStage(adam, 300),
            new FirstOrderStage(descent, 10),
            new LbfgsStage(lbfgs));
    assertEquals(written, TrainingPlan.of(adam, 300).then(descent, 10).then(lbfgs));
    assertEquals(510, written.steps());
  }
}
