package dev.odeon.cli.output;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// A bar for each stage, with the loss behind it.
final class ProgressOnTerminal implements Progress {
  private static final int DEFAULT_WIDTH = 80;

  private final PrintStream err;
  private @Nullable ProgressBar bar;

  ProgressOnTerminal(PrintStream err) {
    this.err = err;
  }

  /// The width is given, since asking for it would load the native code of a terminal library.
  @Override
  public void stage(String name, long steps) {
    close();
    bar =
        new ProgressBarBuilder()
            .setTaskName(name)
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .setConsumer(new ConsoleProgressBarConsumer(err, width()))
            .build();
  }

  private static int width() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[1-9]\\d{1,3}")
        ? Integer.parseInt(columns) - 1
        : DEFAULT_WIDTH - 1;
  }

  @Override
  public void step(long done, double loss) {
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4g", loss));
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
