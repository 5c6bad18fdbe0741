package dev.odeon.nn.params;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.init.GlorotUniform;
import dev.odeon.nn.init.Normal;
import dev.odeon.nn.init.Zeros;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterSpecTest {
  private static final ParameterSpec DENSE =
      ParameterSpec.builder()
          .add("weight", Shape.of(3, 2), new GlorotUniform())
          .add("bias", Shape.of(3), new Normal(1))
          .build();
  private static final ParameterSpec CHAIN =
      ParameterSpec.builder()
          .add("0", DENSE)
          .add("1", DENSE)
          .add("a", Shape.SCALAR, new Constant(0.5))
          .build();

  @Test
  void tensorsLieEndToEnd() {
    assertEquals(19, CHAIN.size());
    assertEquals(0, CHAIN.offset("0.weight"));
    assertEquals(6, CHAIN.offset("0.bias"));
    assertEquals(9, CHAIN.offset("1.weight"));
    assertEquals(18, CHAIN.offset("a"));
    assertEquals("0.weight[3x2] 0.bias[3] 1.weight[3x2] 1.bias[3] a[]", CHAIN.toString());
    assertEquals(
        CHAIN.entries().subList(0, 4),
        ParameterSpec.concat(DENSE.prefixed("0"), DENSE.prefixed("1")).entries());
    assertEquals(0, ParameterSpec.EMPTY.size());
  }

  @Test
  void startValuesOfATensorDoNotDependOnTheOthers() {
    ParameterSpec reordered =
        ParameterSpec.builder()
            .add("new", Shape.of(9), new Normal(1))
            .add("1", DENSE)
            .add("0", DENSE)
            .build();
    ParameterVector before = CHAIN.initialize(5);
    ParameterVector after = reordered.initialize(5);
    for (String path : List.of("0.weight", "0.bias", "1.weight", "1.bias")) {
      assertArrayEquals(before.view(path).toArray(), after.view(path).toArray(), path);
    }
    assertFalse(before.view("0.weight").get(0, 0) == before.view("1.weight").get(0, 0));
    assertTrue(before.sameBits(CHAIN.initialize(5)), "same seed");
    assertFalse(before.sameBits(CHAIN.initialize(6)), "other seed");
  }

  @Test
  void viewsShareStorage() {
    ParameterVector p = CHAIN.initialize(1);
    p.view("1.weight").set(7, 2, 1);
    assertEquals(7, p.flat()[9 + 5]);
    p.flat()[18] = -3;
    assertEquals(-3, p.view("a").get());
    assertEquals(-3, Objects.requireNonNull(p.toMap().get("a")).get());
    ParameterVector copy = p.copy();
    copy.flat()[18] = 4;
    assertEquals(-3, p.view("a").get(), "a copy is independent");
    double[] bias = new double[3];
    p.view("0.bias").copyFrom(new double[] {1, 2, 3});
    p.view("0.bias").copyTo(bias);
    assertArrayEquals(new double[] {1, 2, 3}, bias);
  }

  @Test
  void singlePrecisionVectorsHoldSinglePrecisionValues() {
    ParameterVector p = DENSE.initialize(1, DType.F32);
    for (double value : p.flat()) {
      assertEquals((float) value, value);
    }
    p.view("bias").set(0.1, 0);
    assertEquals(0.1f, p.view("bias").get(0));
    p.flat()[0] = 0.1;
    p.round();
    assertEquals(0.1f, p.flat()[0]);
    assertEquals(
        0.1f, ParameterVector.of(DENSE, DType.F32, new double[9]).view("bias").get(0) + 0.1f);
    assertThrows(IllegalArgumentException.class, () -> DENSE.initialize(1, DType.BOOL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a b", "a/b", "../a", "é", "a\n", "*"})
  void illegalPathsAreRefused(String path) {
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new ParameterSpec.Entry(path, Shape.SCALAR, new Zeros()))
                .getMessage());
    assertTrue(message.contains("'" + path + "'"), message);
  }

  @Test
  void faultsNameTheirCause() {
    assertMessage("'a' occurs twice", () -> ParameterSpec.concat(scalar("a"), scalar("a")));
    assertMessage("no elements", () -> new ParameterSpec.Entry("a", Shape.of(0), new Zeros()));
    assertMessage("no parameter 'b'", () -> scalar("a").offset("b"));
    assertMessage("over 2^31-1", () -> ParameterSpec.concat(huge("a"), huge("b")));
    assertMessage("got 2 values for 1", () -> ParameterVector.of(scalar("a"), DType.F64, 1, 2));
    assertMessage("outside 0.weight[3x2]", () -> CHAIN.initialize(0).view("0.weight").get(0, 2));
    assertMessage("outside 0.weight[3x2]", () -> CHAIN.initialize(0).view("0.weight").get(-1, 0));
    assertMessage("index [0] into", () -> CHAIN.initialize(0).view("0.weight").get(0));
    assertMessage("source has 2", () -> CHAIN.initialize(0).view("0.bias").copyFrom(new double[2]));
    assertMessage("too short", () -> CHAIN.initialize(0).view("0.bias").copyTo(new double[2]));
    assertMessage(
        "source has 2",
        () ->
            new ParameterSpec(
                    List.of(
                        new ParameterSpec.Entry(
                            "a", Shape.SCALAR, (shape, random) -> new double[2])))
                .initialize(0));
  }

  @Test
  void masksFollowTheirGlobs() {
    FreezeMask mask = FreezeMask.of(CHAIN, "0.*", "?");
    assertEquals(9, mask.freeSize());
    assertTrue(mask.isFrozen(0) && mask.isFrozen(8) && mask.isFrozen(18));
    assertFalse(mask.isFrozen(9) || mask.isFrozen(17));
    double[] gradient = new double[19];
    Arrays.fill(gradient, Double.NaN);
    gradient[9] = 2;
    mask.zero(gradient);
    assertEquals(0, gradient[0]);
    assertEquals(2, gradient[9]);
    assertEquals(0, gradient[18]);
    double[] flat = CHAIN.initialize(3).flat();
    double[] before = flat.clone();
    double[] free = new double[9];
    mask.gather(flat, free);
    assertArrayEquals(Arrays.copyOfRange(before, 9, 18), free);
    mask.scatter(new double[9], flat);
    assertEquals(before[8], flat[8]);
    assertEquals(0, flat[9]);
    assertEquals(19, FreezeMask.of(CHAIN).freeSize());
    assertEquals(13, FreezeMask.of(CHAIN, "*.bias").freeSize());
    assertMessage("'2.*' matches no parameter", () -> FreezeMask.of(CHAIN, "2.*"));
    assertMessage("gradient has 2", () -> mask.zero(new double[2]));
  }

  private static ParameterSpec scalar(String path) {
    return ParameterSpec.builder().add(path, Shape.SCALAR, new Zeros()).build();
  }

  private static ParameterSpec huge(String path) {
    return ParameterSpec.builder().add(path, Shape.of(1 << 30), new Zeros()).build();
  }

  private static void assertMessage(String part, Executable call) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    assertTrue(message.contains(part), message);
  }
}
