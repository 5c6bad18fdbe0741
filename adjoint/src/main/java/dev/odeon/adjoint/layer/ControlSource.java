package dev.odeon.adjoint.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.path.ControlPath;
import dev.odeon.ode.problem.Stops;
import java.util.Arrays;
import java.util.List;

/// Where a differential equation with an input has it from.
public sealed interface ControlSource {
  /// Times between which the path is one cubic.
  List<Double> knots();

  /// Number of channels.
  int channels();

  /// One known path for all samples.
  ///
  /// @param path the path
  record Common(ControlPath path) implements ControlSource {
    @Override
    public List<Double> knots() {
      return Arrays.stream(path.knots()).boxed().toList();
    }

    @Override
    public int channels() {
      return path.channels();
    }
  }

  /// A path of its own for each sample, given by its coefficients; all have the same knots. Where
  /// times differ between samples, take time as a channel and count the knots.
  ///
  /// @param knots strictly increasing, at least two
  /// @param channels at least 1
  record PerSample(List<Double> knots, int channels) implements ControlSource {
    public PerSample {
      knots = List.copyOf(knots);
      if (knots.size() < 2) {
        throw new IllegalArgumentException(
            "control: " + knots.size() + " knots, needs two or more");
      }
      for (int i = 1; i < knots.size(); i++) {
        if (!(knots.get(i) > knots.get(i - 1))) {
          throw new IllegalArgumentException(
              "control: knot " + i + " is " + knots.get(i) + ", knots must increase");
        }
      }
      if (channels < 1) {
        throw new IllegalArgumentException("control: channels " + channels + " is below 1");
      }
    }

    /// With the knots and channels of `path`.
    public static PerSample like(ControlPath path) {
      return new PerSample(Arrays.stream(path.knots()).boxed().toList(), path.channels());
    }

    /// Shape of the coefficients of one sample, `[knots - 1, 4, channels]`.
    public Shape shape() {
      return Shape.of(knots.size() - 1, 4, channels);
    }
  }

  /// The knots as times at which a field that reads the path jumps, so that no step goes across
  /// one.
  default Stops stops() {
    return Stops.at(knots().stream().mapToDouble(Double::doubleValue).toArray());
  }

  /// Checks that the path covers a span from `start` to `end`.
  default void checkCovers(double start, double end) {
    double first = knots().getFirst();
    double last = knots().getLast();
    if (Math.min(start, end) < first || Math.max(start, end) > last) {
      throw new IllegalArgumentException(
          "control: path from "
              + first
              + " to "
              + last
              + " does not cover the time span from "
              + start
              + " to "
              + end);
    }
  }
}
