package dev.odeon.nn.trace;

import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Window;
import dev.odeon.nn.graph.WindowReduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// A window that moves over the spatial axes of one sample `[channels, spatial...]` and folds what
/// it covers, channel by channel.
///
/// @param size extents of the window
/// @param stride its steps
/// @param padding how far it reaches out on both sides, less than its size
public record Pooling(List<Integer> size, List<Integer> stride, List<Integer> padding) {
  public Pooling {
    size = List.copyOf(size);
    stride = List.copyOf(stride);
    padding = List.copyOf(padding);
  }

  /// A window that moves by its own size and does not reach out.
  public static Pooling of(int... size) {
    List<Integer> extents = list(size);
    return new Pooling(extents, extents, Collections.nCopies(size.length, 0));
  }

  /// With other steps.
  public Pooling withStride(int... steps) {
    return new Pooling(size, list(steps), padding);
  }

  /// With a window that reaches out.
  public Pooling withPadding(int... both) {
    return new Pooling(size, stride, list(both));
  }

  /// The largest elements; NaN if any is. The derivative goes wholly to the first largest element
  /// of each window, in row-major order.
  public Tensor max(Tensor x) {
    return apply(WindowReduction.MAX, x);
  }

  /// Sums.
  public Tensor sum(Tensor x) {
    return apply(WindowReduction.SUM, x);
  }

  /// Sums divided by the size of the window; what it covers outside the sample counts as zeros.
  public Tensor mean(Tensor x) {
    int elements = size.stream().reduce(1, (a, b) -> a * b);
    return sum(x).dividedBy(elements);
  }

  private Tensor apply(WindowReduction kind, Tensor x) {
    Window window =
        new Window(
            withChannels(1, size),
            withChannels(1, stride),
            withChannels(0, padding),
            withChannels(0, padding));
    return x.tracer().apply1(new Op.ReduceWindow(kind, window), x);
  }

  private static List<Integer> withChannels(int first, List<Integer> spatial) {
    List<Integer> all = new ArrayList<>(List.of(first));
    all.addAll(spatial);
    return all;
  }

  private static List<Integer> list(int... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }
}
