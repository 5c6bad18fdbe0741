package dev.odeon.gpu.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelParametersTest {
  @Test
  void eachIsAlignedToItsOwnSize() {
    KernelParameters parameters =
        KernelParameters.builder()
            .int32(7)
            .int64(-2)
            .float32(0.5f)
            .int32(-1)
            .float32(1.5f)
            .float64(0.25)
            .build();
    int[] offsets = IntStream.range(0, parameters.count()).map(parameters::offset).toArray();
    assertArrayEquals(new int[] {0, 8, 16, 20, 24, 32}, offsets);
    ByteBuffer bytes = parameters.bytes();
    assertEquals(40, bytes.remaining());
    assertEquals(7, bytes.getInt(0));
    assertEquals(-2, bytes.getLong(8));
    assertEquals(0.5f, bytes.getFloat(16));
    assertEquals(-1, bytes.getInt(20));
    assertEquals(1.5f, bytes.getFloat(24));
    assertEquals(0.25, bytes.getDouble(32));
  }

  @Test
  void moreThanEveryDeviceTakesIsRefused() {
    KernelParameters.Builder builder = KernelParameters.builder();
    for (int i = 0; i < 512; i++) {
      builder.float64(i);
    }
    var e = assertThrows(IllegalArgumentException.class, () -> builder.int32(1));
    assertEquals("argument 512 ends beyond 4096 bytes, pass an address instead", e.getMessage());
    assertEquals(512, builder.build().count());
  }

  @Test
  void launchesHaveTheLimitsOfAllDevices() {
    assertEquals(LaunchShape.of(3, 128), LaunchShape.covering(257, 128));
    assertEquals(3 * 128, LaunchShape.of(3, 128).blocks() * LaunchShape.of(3, 128).blockThreads());
    assertThrows(IllegalArgumentException.class, () -> LaunchShape.covering(0, 128));
    assertThrows(IllegalArgumentException.class, () -> LaunchShape.of(1, 1025));
    assertThrows(IllegalArgumentException.class, () -> LaunchShape.of(0, 32));
    assertThrows(IllegalArgumentException.class, () -> new LaunchShape(1, 1, 1, 64, 32, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> LaunchShape.of(1, 32).withSharedBytes(-1));
  }
}
