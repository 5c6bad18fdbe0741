package dev.odeon.validation.bench;

import dev.odeon.plotting.Axis;
import dev.odeon.plotting.Series;
import dev.odeon.plotting.WorkPrecision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/// Memory that a gradient takes against the number of steps that it goes through, with every step
/// kept and within 64 KiB.
final class GradientMemoryDiagram {
  private static final int[] STEPS = {
    100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000
  };

  private GradientMemoryDiagram() {}

  static void draw(Path file) throws IOException {
    WorkPrecision.of("", Axis.of("steps"), Axis.of("memory", "KiB"))
        .withMethod(line("every step kept", GradientMemory.unbounded()))
        .withMethod(line("checkpoints in 64 KiB", GradientMemory.spiral()))
        .write(file);
  }

  /// What a gradient needs: runs before HotSpot is done allocate more.
  private static double least(GradientMemory workload, int count) {
    return workload.runs(count, Math.clamp(1_000_000 / count, 2, 300)).stream()
        .mapToDouble(GradientMemory.Run::allocated)
        .min()
        .orElseThrow();
  }

  private static Series line(String name, GradientMemory workload) {
    double[] kibibytes =
        Arrays.stream(STEPS).mapToDouble(count -> least(workload, count) / 1024).toArray();
    return Series.of(name, Arrays.stream(STEPS).asDoubleStream().toArray(), kibibytes);
  }
}
