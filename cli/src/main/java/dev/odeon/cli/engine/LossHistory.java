package dev.odeon.cli.engine;

import dev.odeon.cli.output.Progress;
import dev.odeon.nn.train.Stage;
import dev.odeon.nn.train.TrainingListener;
import dev.odeon.nn.train.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Shows a fit's progress, and keeps where its stages began.
final class LossHistory implements TrainingListener {
  /// Where a stage began.
  record Begin(String name, long step) {}

  private final Progress progress;
  private final String prefix;
  private final List<Begin> begins = new ArrayList<>();
  private long step;
  private long stageStart;

  /// @param prefix put before the names of stages
  LossHistory(Progress progress, String prefix) {
    this.progress = progress;
    this.prefix = prefix;
  }

  @Override
  public void onStage(int index, Stage stage) {
    String name = stage.kind().toLowerCase(Locale.ROOT);
    stageStart = step;
    begins.add(new Begin(name, step));
    progress.stage(prefix + name, stage.steps());
  }

  @Override
  public void onStep(TrainingStep at) {
    step = at.step();
    if (!begins.isEmpty()) {
      progress.step(step - stageStart, at.loss());
    }
  }

  List<Begin> begins() {
    return begins;
  }
}
