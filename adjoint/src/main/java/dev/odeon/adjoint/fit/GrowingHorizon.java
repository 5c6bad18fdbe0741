package dev.odeon.adjoint.fit;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Trainer;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.nn.train.TrainingResult;
import java.util.ArrayList;
import java.util.List;

/// A fit to the first observations of a trajectory, then to more of them, at last to all, each from
/// the parameters of the one before.
///
/// @param model the field and how it is solved; its times are not used
/// @param data the trajectory
/// @param loss between states and observations
/// @param counts number of observations in each fit, ascending, the last at most all
public record GrowingHorizon(NeuralOde model, Trajectory data, Loss loss, List<Integer> counts) {
  public GrowingHorizon {
    counts = List.copyOf(counts);
    if (counts.isEmpty()) {
      throw new IllegalArgumentException("growing horizon: no counts");
    }
    for (int i = 0; i < counts.size(); i++) {
      int before = i == 0 ? 1 : counts.get(i - 1);
      if (counts.get(i) <= before || counts.get(i) > data.count()) {
        throw new IllegalArgumentException(
            "growing horizon: count "
                + i
                + " is "
                + counts.get(i)
                + ", must be above "
                + before
                + " and at most "
                + data.count());
      }
    }
  }

  /// `stages` counts in equal steps, the last of them all.
  public static GrowingHorizon inStages(NeuralOde model, Trajectory data, Loss loss, int stages) {
    List<Integer> counts = new ArrayList<>();
    for (int i = 1; i <= stages; i++) {
      int count = 1 + (int) Math.round((data.count() - 1.0) * i / stages);
      counts.add(Math.max(2, count));
    }
    return new GrowingHorizon(model, data, loss, counts);
  }

  /// Runs `plan` once for each count, from the start that `seed` draws; one result a count. Their
  /// losses are those of different numbers of observations.
  public List<TrainingResult> train(TrainingPlan plan, long seed) {
    List<TrainingResult> results = new ArrayList<>();
    for (int count : counts) {
      Trajectory part = data.first(count);
      Fit fit = Fit.of(Horizon.over(model, part), loss, part.samples());
      ParameterVector start =
          results.isEmpty() ? fit.parameters().initialize(seed) : results.getLast().parameters();
      results.add(new Trainer(plan).train(fit.objective(), start));
    }
    return results;
  }
}
