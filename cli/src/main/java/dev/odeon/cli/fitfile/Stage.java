package dev.odeon.cli.fitfile;

import java.util.Locale;
import java.util.Map;

/// One stage of section `optimize`.
public sealed interface Stage {
  /// At most how many steps the stage takes.
  int steps();

  /// Adam.
  record Adam(double rate, int steps) implements Stage {}

  /// Limited-memory BFGS.
  record Lbfgs(int steps) implements Stage {}

  /// Levenberg-Marquardt, for few parameters.
  record LevenbergMarquardt(int steps) implements Stage {}

  /// Reads one stage: a section with the optimiser as its only key, or the optimiser's name alone.
  static Stage read(Located value) {
    if (value.item() instanceof Item.Text) {
      return read(value.choice(Kind.class), nothing(value));
    }
    Map.Entry<String, Located> stage = value.keys("adam", "lbfgs", "levenberg_marquardt").single();
    Kind kind = Kind.valueOf(stage.getKey().toUpperCase(Locale.ROOT));
    return read(kind, stage.getValue());
  }

  private static Located nothing(Located value) {
    return new Located(value.path(), Item.Section.empty(value.item().place()));
  }

  private static Stage read(Kind kind, Located options) {
    return switch (kind) {
      case ADAM -> {
        Keys keys = options.keys("rate", "steps");
        yield new Adam(keys.optional("rate").map(Located::positive).orElse(0.05), steps(keys, 500));
      }
      case LBFGS -> new Lbfgs(steps(options.keys("steps"), 200));
      case LEVENBERG_MARQUARDT -> new LevenbergMarquardt(steps(options.keys("steps"), 100));
    };
  }

  private static int steps(Keys keys, int absent) {
    return keys.optional("steps").map(steps -> steps.integer(1, 1_000_000_000)).orElse(absent);
  }

  /// The optimisers by name.
  enum Kind {
    /// [Adam].
    ADAM,
    /// [Lbfgs].
    LBFGS,
    /// [LevenbergMarquardt].
    LEVENBERG_MARQUARDT
  }
}
