package dev.odeon.nn.trace;

import dev.odeon.nn.graph.Op;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// How a kernel moves over the spatial axes of one sample; see [Op.Convolution] for the equation.
///
/// @param stride steps of the kernel, one a spatial axis
/// @param low zeros before the sample
/// @param high zeros after it
/// @param inputDilation distances of neighbours of the sample; above one it is a transposed
///   convolution
/// @param kernelDilation distances of neighbours of the kernel
/// @param groups number of groups that channels are split into; as many as channels make it
///   depthwise
public record Convolution(
    List<Integer> stride,
    List<Integer> low,
    List<Integer> high,
    List<Integer> inputDilation,
    List<Integer> kernelDilation,
    int groups) {
  public Convolution {
    stride = List.copyOf(stride);
    low = List.copyOf(low);
    high = List.copyOf(high);
    inputDilation = List.copyOf(inputDilation);
    kernelDilation = List.copyOf(kernelDilation);
  }

  /// Steps of one, no padding, no dilation, one group.
  ///
  /// @param rank number of spatial axes
  public static Convolution of(int rank) {
    List<Integer> ones = Collections.nCopies(rank, 1);
    List<Integer> zeros = Collections.nCopies(rank, 0);
    return new Convolution(ones, zeros, zeros, ones, ones, 1);
  }

  /// With other steps.
  public Convolution withStride(int... steps) {
    return new Convolution(list(steps), low, high, inputDilation, kernelDilation, groups);
  }

  /// With zeros on both sides of each axis.
  public Convolution withPadding(int... both) {
    return withPadding(list(both), list(both));
  }

  /// With zeros before and after each axis.
  public Convolution withPadding(List<Integer> before, List<Integer> after) {
    return new Convolution(stride, before, after, inputDilation, kernelDilation, groups);
  }

  /// With the elements of the sample apart.
  public Convolution withInputDilation(int... distances) {
    return new Convolution(stride, low, high, list(distances), kernelDilation, groups);
  }

  /// With the elements of the kernel apart.
  public Convolution withKernelDilation(int... distances) {
    return new Convolution(stride, low, high, inputDilation, list(distances), groups);
  }

  /// With channels in groups.
  public Convolution withGroups(int count) {
    return new Convolution(stride, low, high, inputDilation, kernelDilation, count);
  }

  private static List<Integer> list(int... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  /// The sample `x [channels, spatial...]` correlated with `kernel [out, channels / groups,
  /// spatial...]`: `[out, spatial...]`.
  ///
  /// @throws IllegalArgumentException if shapes and attributes do not fit
  public Tensor apply(Tensor x, Tensor kernel) {
    return x.tracer()
        .apply1(
            new Op.Convolution(stride, low, high, inputDilation, kernelDilation, groups),
            x,
            kernel);
  }
}
