package dev.odeon.nn.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhiloxTest {
  private static final TensorType WHOLE = TensorType.scalar(DType.I64);
  private static final List<TensorType> ARGUMENTS = List.of(WHOLE, WHOLE, WHOLE);

  private static double[] carriers(long... numbers) {
    return Arrays.stream(numbers).mapToDouble(Double::longBitsToDouble).toArray();
  }

  private static long[] words(String text) {
    return Arrays.stream(text.split(" ")).mapToLong(word -> Long.parseLong(word, 16)).toArray();
  }

  /// The known answers of Random123 for philox4x32, 10 rounds.
  @ParameterizedTest
  @CsvSource({
    "0 0 0 0, 0 0, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
    "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
  })
  void knownAnswers(String counter, String key, String answer) {
    double[] y =
        Evaluation.of(
            Collections.nCopies(6, WHOLE),
            t -> Tensor.stack(Philox.block(t.subList(0, 4), t.subList(4, 6))),
            Arrays.stream(words(counter + " " + key))
                .mapToObj(PhiloxTest::carriers)
                .toArray(double[][]::new));
    long[] expected = words(answer);
    for (int i = 0; i < 4; i++) {
      assertEquals(
          Long.toHexString(expected[i]),
          Long.toHexString(Double.doubleToRawLongBits(y[i])),
          "word " + i);
    }
  }

  /// The generator once more, in plain Java.
  private static int[] block(long seed, int lane, long counter, int number) {
    int[] c = {number, (int) counter, (int) (counter >>> 32), lane};
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < 10; round++) {
      long first = (c[0] & 0xffffffffL) * 0xd2511f53L;
      long second = (c[2] & 0xffffffffL) * 0xcd9e8d57L;
      c =
          new int[] {
            (int) (second >>> 32) ^ c[1] ^ k0,
            (int) second,
            (int) (first >>> 32) ^ c[3] ^ k1,
            (int) first
          };
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    return c;
  }

  private static double[] draw(boolean normal, TensorType type, long seed, int lane, long counter) {
    return Evaluation.of(
        ARGUMENTS,
        t -> {
          Philox philox = Philox.of(t.get(0), t.get(1));
          return normal ? philox.normal(t.get(2), type) : philox.uniform(t.get(2), type);
        },
        carriers(seed),
        carriers(lane),
        carriers(counter));
  }

  @Test
  void uniformNumbersAreTheBitsOfTheBlocks() {
    Random random = new Random(2);
    for (int trial = 0; trial < 20; trial++) {
      long seed = random.nextLong();
      long counter = random.nextLong();
      int lane = random.nextInt();
      double[] wide = draw(false, TensorType.f64(3, 1), seed, lane, counter);
      double[] narrow = draw(false, new TensorType(DType.F32, Shape.of(6)), seed, lane, counter);
      int[][] blocks = {block(seed, lane, counter, 0), block(seed, lane, counter, 1)};
      for (int i = 0; i < 3; i++) {
        long upper = Integer.toUnsignedLong(blocks[i / 2][2 * (i % 2)]) >>> 5;
        long lower = Integer.toUnsignedLong(blocks[i / 2][2 * (i % 2) + 1]) >>> 6;
        assertEquals(((upper << 26) + lower) * 0x1p-53, wide[i], "f64 " + i);
      }
      for (int i = 0; i < 6; i++) {
        assertEquals((blocks[i / 4][i % 4] >>> 8) * 0x1p-24, narrow[i], "f32 " + i);
      }
    }
  }

  @Test
  void normalNumbersAreThoseOfBoxAndMuller() {
    double[] u = draw(false, TensorType.f64(4), 11, 3, 5);
    double[] n = draw(true, TensorType.f64(3), 11, 3, 5);
    for (int i = 0; i < 3; i++) {
      double radius = Math.sqrt(-2 * Math.log(u[i / 2 * 2] + 0x1p-53));
      double angle = 2 * Math.PI * u[i / 2 * 2 + 1];
      double expected = radius * (i % 2 == 0 ? Math.cos(angle) : Math.sin(angle));
      assertEquals(expected, n[i], 4e-16 * (1 + radius), "number " + i);
    }
  }

  @Test
  void momentsAreThoseOfTheDistributions() {
    int count = 5_000;
    for (DType dtype : List.of(DType.F64, DType.F32)) {
      TensorType type = new TensorType(dtype, Shape.of(count));
      double[] u = draw(false, type, 1, 0, 0);
      double[] n = draw(true, type, 1, 0, 1);
      // Five standard errors of each mean.
      double bound = 5 / Math.sqrt(count);
      assertEquals(0.5, moment(u, 1), bound * Math.sqrt(1.0 / 12), "mean of uniform " + dtype);
      assertEquals(1.0 / 3, moment(u, 2), bound * Math.sqrt(4.0 / 45), "square " + dtype);
      assertTrue(Arrays.stream(u).allMatch(x -> x >= 0 && x < 1), "outside [0, 1)");
      assertEquals(0, moment(n, 1), bound, "mean of normal " + dtype);
      assertEquals(1, moment(n, 2), bound * Math.sqrt(2), "variance " + dtype);
      assertEquals(0, moment(n, 3), bound * Math.sqrt(15), "skewness " + dtype);
      assertEquals(3, moment(n, 4), bound * Math.sqrt(96), "fourth moment " + dtype);
    }
  }

  private static double moment(double[] x, int order) {
    return Arrays.stream(x).map(element -> Math.pow(element, order)).average().orElseThrow();
  }

  @Test
  void everyArgumentCounts() {
    Set<Double> seen = new HashSet<>();
    long[][] arguments = {
      {0, 0, 0}, {1, 0, 0}, {1L << 32, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 1L << 32}
    };
    for (long[] a : arguments) {
      seen.add(draw(false, TensorType.f64(1), a[0], (int) a[1], a[2])[0]);
    }
    assertEquals(arguments.length, seen.size(), "two draws are equal");
  }

  @Test
  void randomNumbersAreConstantsToDerivatives() {
    ValueType scale = new ValueType(TensorType.f64(), Scope.SHARED);
    ValueType whole = new ValueType(WHOLE, Scope.SHARED);
    Graph graph =
        Tracer.trace(
            "noise",
            List.of(scale, whole),
            t ->
                List.of(
                    Philox.of(t.get(1), t.get(1))
                        .normal(t.get(1), TensorType.f64(2))
                        .times(t.get(0))
                        .sum()));
    double[][] out = {new double[1], new double[1]};
    new ReferenceBackend()
        .compile(ReverseMode.valueAndGradient(graph, List.of(0)))
        .run(new double[][] {{2}, carriers(7)}, out, 1);
    assertArrayEquals(new double[] {out[0][0] / 2}, out[1]);
  }

  @Test
  void argumentsThatDoNotFitAreNamed() {
    complains("seed of type f64[] is not i64[]", t -> Philox.of(t.get(1), t.get(0)));
    complains("lane of type f64[] is not i64[]", t -> Philox.of(t.get(0), t.get(1)));
    complains(
        "counter of type f64[] is not i64[]",
        t -> Philox.of(t.get(0), t.get(0)).uniform(t.get(1), TensorType.f64()));
    complains(
        "random numbers of type i32[] do not exist",
        t -> Philox.of(t.get(0), t.get(0)).uniform(t.get(0), TensorType.scalar(DType.I32)));
    complains(
        "a block needs 4 words of counter and 2 of key, got 2 and 2", t -> Philox.block(t, t));
  }

  private static void complains(String message, Consumer<List<Tensor>> body) {
    List<ValueType> types =
        List.of(new ValueType(WHOLE, Scope.SHARED), new ValueType(TensorType.f64(), Scope.SHARED));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Tracer.trace(
                    "f",
                    types,
                    t -> {
                      body.accept(t);
                      return t;
                    }));
    assertEquals(message, e.getMessage());
  }
}
