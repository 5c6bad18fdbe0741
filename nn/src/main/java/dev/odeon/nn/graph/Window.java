package dev.odeon.nn.graph;

import java.util.List;

/// A window that moves over all axes of a tensor; its first position covers `low` elements before
/// the tensor.
///
/// @param size extents
/// @param stride steps
/// @param low how far it reaches out before the first element, at most `size - 1`
/// @param high how far it may reach out beyond the last, at most `size - 1`
public record Window(
    List<Integer> size, List<Integer> stride, List<Integer> low, List<Integer> high) {
  public Window {
    size = List.copyOf(size);
    stride = List.copyOf(stride);
    low = List.copyOf(low);
    high = List.copyOf(high);
  }
}
