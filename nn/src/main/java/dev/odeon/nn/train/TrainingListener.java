package dev.odeon.nn.train;

/// Is told what a run does, on its thread.
public interface TrainingListener {
  /// Listens to nothing.
  TrainingListener NONE = new TrainingListener() {};

  /// Before the first step of stage number `index`, from 0; also when it is resumed.
  default void onStage(int index, Stage stage) {}

  /// At the start, and after every step.
  default void onStep(TrainingStep step) {}

  /// At the end.
  default void onEnd(TrainingResult result) {}
}
