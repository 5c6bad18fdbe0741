package dev.odeon.nn.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Published tables are those of NNlib and Flux, whose convolution reverses the kernel.
class ConvolutionTest {
  private static double[] line(Convolution how, double[] x, double[] kernel, boolean reverse) {
    return Evaluation.of(
        List.of(TensorType.f64(1, x.length), TensorType.f64(1, 1, kernel.length)),
        t -> how.apply(t.get(0), reverse ? t.get(1).reverse(2) : t.get(1)),
        x,
        kernel);
  }

  /// The table of NNlib: x counts 1 to 20 down the columns of a 5 x 4 matrix, the kernel 1 to 4.
  private static double[] plane(Convolution how, boolean reverse) {
    double[] x = new double[20];
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 4; j++) {
        x[4 * i + j] = 1 + i + 5 * j;
      }
    }
    return Evaluation.of(
        List.of(TensorType.f64(1, 5, 4), TensorType.f64(1, 1, 2, 2)),
        t -> how.apply(t.get(0), reverse ? t.get(1).reverse(2, 3) : t.get(1)),
        x,
        new double[] {1, 3, 2, 4});
  }

  @Test
  void aLineWithPadding() {
    double[] x = {1, 2, 3, 4, 5};
    double[] w = {1, 2};
    Convolution padded = Convolution.of(1).withPadding(1);
    assertArrayEquals(new double[] {1, 4, 7, 10, 13, 10}, line(padded, x, w, true));
    assertArrayEquals(new double[] {2, 5, 8, 11, 14, 5}, line(padded, x, w, false));
  }

  @Test
  void aPlaneWithStridePaddingAndDilation() {
    Convolution plain = Convolution.of(2);
    assertArrayEquals(
        new double[] {29, 79, 129, 39, 89, 139, 49, 99, 149, 59, 109, 159}, plane(plain, true));
    assertArrayEquals(
        new double[] {51, 101, 151, 61, 111, 161, 71, 121, 171, 81, 131, 181}, plane(plain, false));
    assertArrayEquals(new double[] {29, 129, 49, 149}, plane(plain.withStride(2, 2), true));
    assertArrayEquals(
        new double[] {
          1, 9, 29, 49, 48, 4, 29, 79, 129, 115, 7, 39, 89, 139, 122, 10, 49, 99, 149, 129, 13, 59,
          109, 159, 136, 10, 40, 70, 100, 80
        },
        plane(plain.withPadding(1, 1), true));
    assertArrayEquals(
        new double[] {48, 98, 58, 108, 68, 118}, plane(plain.withKernelDilation(2, 2), true));
  }

  @Test
  void unequalPaddingOfFlux() {
    double[] ones = new double[28 * 28];
    Arrays.fill(ones, 1);
    double[] kernel = new double[9];
    Arrays.fill(kernel, 1);
    Convolution how = Convolution.of(2).withPadding(List.of(0, 1), List.of(1, 2));
    double[] y =
        Evaluation.of(
            List.of(TensorType.f64(1, 28, 28), TensorType.f64(1, 1, 3, 3)),
            t -> how.apply(t.get(0), t.get(1)),
            ones,
            kernel);
    assertEquals(27 * 29, y.length);
    assertEquals(6, y[0]);
    assertEquals(4, y[26 * 29]);
    assertEquals(3, y[28]);
    assertEquals(2, y[26 * 29 + 28]);
  }

  @Test
  void everyAttributeIsThatOfTheDefinition() {
    Random random = new Random(5);
    for (int trial = 0; trial < 200; trial++) {
      int rank = 1 + random.nextInt(3);
      int groups = 1 + random.nextInt(2);
      int in = groups * (1 + random.nextInt(2));
      int out = groups * (1 + random.nextInt(2));
      int[] x = random.ints(rank, 3, 6).toArray();
      int[] k = random.ints(rank, 1, 4).toArray();
      int[] stride = random.ints(rank, 1, 4).toArray();
      int[] low = random.ints(rank, 0, 3).toArray();
      int[] inputDilation = random.ints(rank, 1, 3).toArray();
      Convolution how =
          Convolution.of(rank)
              .withStride(stride)
              .withPadding(low)
              .withInputDilation(inputDilation)
              .withGroups(groups);
      Shape inShape = shape(x, in);
      Shape kernelShape = shape(k, out, in / groups);
      double[] input = random.doubles(inShape.size(), -1, 1).toArray();
      double[] kernel = random.doubles(kernelShape.size(), -1, 1).toArray();
      double[] y =
          Evaluation.of(
              List.of(new TensorType(DType.F64, inShape), new TensorType(DType.F64, kernelShape)),
              t -> how.apply(t.get(0), t.get(1)),
              input,
              kernel);
      assertArrayEquals(
          definition(how, input, inShape, kernel, kernelShape, y.length), y, how.toString());
    }
  }

  private static Shape shape(int[] spatial, int... leading) {
    int[] dims = Arrays.copyOf(leading, leading.length + spatial.length);
    System.arraycopy(spatial, 0, dims, leading.length, spatial.length);
    return Shape.of(dims);
  }

  /// The sum over the padded, dilated sample, all of it written out.
  private static double[] definition(
      Convolution how, double[] x, Shape xShape, double[] k, Shape kShape, int length) {
    int rank = xShape.rank() - 1;
    int[] extents = new int[3];
    int[] window = new int[3];
    int[] steps = new int[3];
    int[] to = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      boolean real = axis < rank;
      steps[axis] = real ? how.stride().get(axis) : 1;
      window[axis] = real ? kShape.dim(axis + 2) : 1;
      extents[axis] =
          real
              ? (xShape.dim(axis + 1) - 1) * how.inputDilation().get(axis)
                  + 1
                  + 2 * how.low().get(axis)
              : 1;
      to[axis] = (extents[axis] - window[axis]) / steps[axis] + 1;
    }
    int volume = extents[0] * extents[1] * extents[2];
    double[] wide = new double[xShape.dim(0) * volume];
    int[] strides = xShape.strides();
    for (int e = 0; e < x.length; e++) {
      int at = e / strides[0];
      for (int axis = 0; axis < 3; axis++) {
        int index =
            axis < rank
                ? e / strides[axis + 1] % xShape.dim(axis + 1) * how.inputDilation().get(axis)
                    + how.low().get(axis)
                : 0;
        at = at * extents[axis] + index;
      }
      wide[at] = x[e];
    }
    int in = kShape.dim(1);
    int outPerGroup = kShape.dim(0) / how.groups();
    double[] y = new double[length];
    int e = 0;
    for (int o = 0; o < kShape.dim(0); o++) {
      for (int p = 0; p < to[0] * to[1] * to[2]; p++) {
        int a = p / (to[1] * to[2]) * steps[0];
        int b = p / to[2] % to[1] * steps[1];
        int c = p % to[2] * steps[2];
        int next = o * in * window[0] * window[1] * window[2];
        double sum = 0;
        for (int channel = o / outPerGroup * in; channel < (o / outPerGroup + 1) * in; channel++) {
          for (int i = 0; i < window[0]; i++) {
            for (int j = 0; j < window[1]; j++) {
              for (int l = 0; l < window[2]; l++) {
                int at = ((channel * extents[0] + a + i) * extents[1] + b + j) * extents[2] + c + l;
                sum = Math.fma(wide[at], k[next++], sum);
              }
            }
          }
        }
        y[e++] = sum;
      }
    }
    assertEquals(length, e, "number of elements");
    return y;
  }

  @Test
  void floatsAreRoundedAtEachStep() {
    double[] y =
        Evaluation.of(
            List.of(
                new TensorType(DType.F32, Shape.of(1, 2)),
                new TensorType(DType.F32, Shape.of(1, 1, 2))),
            t -> Convolution.of(1).apply(t.get(0), t.get(1)),
            new double[] {0.1f, 0.3f},
            new double[] {0.7f, 0.9f});
    assertEquals(Math.fma(0.3f, 0.9f, 0.1f * 0.7f), y[0]);
  }

  @Test
  void complaintsNameShapesAndAttributes() {
    Convolution line = Convolution.of(1);
    complains(
        "convolution: operands of types [f64[2x4], f64[2x2]] are not [channels, spatial...] and"
            + " [out, channels / groups, spatial...] with 1 spatial axes",
        line,
        TensorType.f64(2, 2));
    complains(
        "convolution: operands of types [f64[2x4], f64[3x2x2]] do not split into 2 groups of"
            + " channels",
        line.withGroups(2),
        TensorType.f64(3, 2, 2));
    complains(
        "convolution: a window of 5 does not fit into the 4 elements, padding included, of window"
            + " axis 0",
        line,
        TensorType.f64(1, 2, 5));
    complains("convolution: stride 0 is not positive", line.withStride(0), TensorType.f64(1, 2, 1));
    complains(
        "convolution: dilation 0 is not positive",
        line.withKernelDilation(0),
        TensorType.f64(1, 2, 1));
    complains(
        "convolution: attribute [1, 1] does not name each of 1 spatial axes",
        line.withPadding(1, 1),
        TensorType.f64(1, 2, 1));
  }

  private static void complains(String message, Convolution how, TensorType kernel) {
    List<ValueType> types =
        List.of(
            new ValueType(TensorType.f64(2, 4), Scope.PER_LANE),
            new ValueType(kernel, Scope.SHARED));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Tracer.trace("f", types, x -> List.of(how.apply(x.get(0), x.get(1)))));
    assertEquals(message, e.getMessage());
  }
}
