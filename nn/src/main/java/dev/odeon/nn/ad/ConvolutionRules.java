package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reverse rules of the convolution, which are convolutions again: that of the input reverses the
/// kernel, dilates the cotangent by the stride and moves by the input dilation; that of the kernel
/// moves the cotangent, dilated by the stride, over the input by the kernel dilation.
final class ConvolutionRules {
  private ConvolutionRules() {}

  static List<@Nullable Tensor> pullBack(VjpRules.Site at, Op.Convolution op) {
    return VjpRules.list(at.wants(0) ? input(at, op) : null, at.wants(1) ? kernel(at, op) : null);
  }

  @SuppressWarnings("ArgumentSelectionDefectChecker") // the attributes exchange their roles
  private static Tensor input(VjpRules.Site at, Op.Convolution op) {
    Shape x = at.x().get(0).shape();
    Shape k = at.x().get(1).shape();
    Shape y = at.y().getFirst().shape();
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    for (int axis = 0; axis < op.stride().size(); axis++) {
      int window = spread(k.dim(axis + 2), op.kernelDilation().get(axis));
      int cotangent = spread(y.dim(axis + 1), op.stride().get(axis));
      int input = spread(x.dim(axis + 1), op.inputDilation().get(axis));
      low.add(window - 1 - op.low().get(axis));
      high.add(input + window - 1 - cotangent - low.getLast());
    }
    Op transposed =
        new Op.Convolution(
            op.inputDilation(), low, high, op.stride(), op.kernelDilation(), op.groups());
    return at.tracer().apply1(transposed, at.cotangent(), reversed(at.x().get(1), op.groups()));
  }

  /// The kernel reversed along its spatial axes, with the roles of its channels exchanged within
  /// each group.
  private static Tensor reversed(Tensor kernel, int groups) {
    Shape shape = kernel.shape();
    int out = shape.dim(0) / groups;
    int in = shape.dim(1);
    int[] axes = IntStream.range(2, shape.rank()).toArray();
    Tensor grouped = kernel.reverse(axes).reshape(withSpatial(shape, 2, groups, out, in));
    return swapped(grouped).reshape(withSpatial(shape, 2, groups * in, out));
  }

  @SuppressWarnings("ArgumentSelectionDefectChecker") // the attributes exchange their roles
  private static Tensor kernel(VjpRules.Site at, Op.Convolution op) {
    Shape x = at.x().get(0).shape();
    Shape k = at.x().get(1).shape();
    Shape y = at.y().getFirst().shape();
    int out = k.dim(0) / op.groups();
    int in = k.dim(1);
    List<Integer> high = new ArrayList<>();
    for (int axis = 0; axis < op.stride().size(); axis++) {
      int window = spread(k.dim(axis + 2), op.kernelDilation().get(axis));
      int cotangent = spread(y.dim(axis + 1), op.stride().get(axis));
      int input = spread(x.dim(axis + 1), op.inputDilation().get(axis));
      high.add(window - 1 + cotangent - input - op.low().get(axis));
    }
    // Each channel of the input meets each cotangent of its group: one group a channel.
    Op correlation =
        new Op.Convolution(
            op.kernelDilation(), op.low(), high, op.inputDilation(), op.stride(), x.dim(0));
    Tensor pairs =
        at.tracer().apply1(correlation, at.x().get(0), repeated(at.cotangent(), op.groups(), in));
    return swapped(pairs.reshape(withSpatial(k, 2, op.groups(), in, out))).reshape(k);
  }

  /// The cotangent once for each channel of the input of its group: `[channels * out / groups, 1,
  /// spatial...]`.
  private static Tensor repeated(Tensor cotangent, int groups, int in) {
    Shape shape = cotangent.shape();
    int out = shape.dim(0) / groups;
    Tensor grouped = cotangent.reshape(withSpatial(shape, 1, groups, out));
    List<Integer> kept = new ArrayList<>(List.of(0));
    IntStream.range(2, shape.rank() + 2).forEach(kept::add);
    Op spread = new Op.BroadcastInDim(withSpatial(shape, 1, groups, in, out), kept);
    return cotangent
        .tracer()
        .apply1(spread, grouped)
        .reshape(withSpatial(shape, 1, groups * in * out, 1));
  }

  /// Exchanges axes 1 and 2.
  private static Tensor swapped(Tensor grouped) {
    List<Integer> permutation =
        new ArrayList<>(IntStream.range(0, grouped.shape().rank()).boxed().toList());
    Collections.swap(permutation, 1, 2);
    return grouped.tracer().apply1(new Op.Transpose(permutation), grouped);
  }

  /// `leading`, then the axes of `shape` from `first` on.
  private static Shape withSpatial(Shape shape, int first, int... leading) {
    List<Integer> dims = new ArrayList<>(IntStream.of(leading).boxed().toList());
    dims.addAll(shape.dims().subList(first, shape.rank()));
    return new Shape(dims);
  }

  private static int spread(int extent, int dilation) {
    return (extent - 1) * dilation + 1;
  }
}
