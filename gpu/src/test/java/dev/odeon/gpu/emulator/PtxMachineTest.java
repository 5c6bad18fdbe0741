package dev.odeon.gpu.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaModule;
import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeadContextException;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.driver.KernelParameters;
import dev.odeon.gpu.driver.LaunchShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The emulator does what the PTX ISA says, and refuses what it does not know.
class PtxMachineTest {
  private static String kernel(String declarations, String body) {
    return """
        .version 7.0
        .target sm_70
        .address_size 64
        .visible .entry k(.param .u64 x)
        {
          .reg .pred %p<4>;
          .reg .b32 %r<8>;
          .reg .b64 %rd<8>;
          .reg .f32 %f<4>;
          .reg .f64 %fd<4>;
        """
        + declarations
        + "\n  ld.param.u64 %rd0, [x];\n  cvta.to.global.u64 %rd0, %rd0;\n"
        + body
        + "\n  ret;\n}\n";
  }

  /// Runs a kernel on memory of whole numbers.
  private static long[] run(String ptx, int blocks, int threads, long... memory) {
    try (CudaContext context = FakeDriver.running(new PtxMachine()).open();
        CudaStream stream = context.stream();
        CudaModule module = context.load(ptx);
        Arena host = Arena.ofConfined();
        DeviceArena arena = context.arena()) {
      DeviceMemory x = arena.allocate(8L * memory.length);
      x.copyFrom(host.allocateFrom(ValueLayout.JAVA_LONG, memory), stream);
      module
          .function("k")
          .launch(
              LaunchShape.of(blocks, threads),
              KernelParameters.builder().address(x).build(),
              stream);
      stream.synchronize();
      MemorySegment copy = host.allocate(8L * memory.length, 8);
      x.copyTo(copy, stream);
      return copy.toArray(ValueLayout.JAVA_LONG);
    }
  }

  private static long one(String body, long... memory) {
    return run(kernel("", body), 1, 1, memory)[0];
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, -9223372036854775808",
    "1e300, 9223372036854775807",
    "-1e300, -9223372036854775808",
    "-2.9, -2"
  })
  void conversionsToWholeNumbersCutAndClamp(double x, long expected) {
    String body =
        "ld.global.f64 %fd0, [%rd0]; cvt.rzi.s64.f64 %rd1, %fd0; st.global.b64 [%rd0], %rd1;";
    assertEquals(expected, one(body, Double.doubleToRawLongBits(x)));
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "31, 2147483648", "32, 0", "40, 0", "-1, 0"})
  void shiftsBeyondTheWidthLeaveNothing(int distance, long expected) {
    String body =
        "mov.b32 %r0, 1; mov.b32 %r1, "
            + distance
            + "; shl.b32 %r2, %r0, %r1;"
            + "cvt.u64.u32 %rd1, %r2; st.global.b64 [%rd0], %rd1;";
    assertEquals(expected, one(body, 0));
  }

  @Test
  void fusedOperationsRoundOnce() {
    double x = 1 + 0x1p-30;
    String body =
        "ld.global.f64 %fd0, [%rd0]; neg.f64 %fd1, %fd0; fma.rn.f64 %fd2, %fd0, %fd0, 0dBFF0000000000000;"
            + "st.global.f64 [%rd0], %fd2;";
    assertEquals(
        Math.fma(x, x, -1), Double.longBitsToDouble(one(body, Double.doubleToLongBits(x))));
  }

  @ParameterizedTest
  @CsvSource({
    "lt, 1, NaN, false",
    "ltu, 1, NaN, true",
    "ne, 1, NaN, false",
    "neu, 1, NaN, true",
    "num, 1, NaN, false",
    "nan, 1, NaN, true",
    "eq, 0.0, -0.0, true",
    "geu, 2, 1, true"
  })
  void comparisonsOrderAsStated(String relation, double x, double y, boolean expected) {
    String body =
        "ld.global.f64 %fd0, [%rd0]; ld.global.f64 %fd1, [%rd0+8]; setp."
            + relation
            + ".f64 %p0, %fd0, %fd1; selp.b64 %rd1, 1, 0, %p0; st.global.b64 [%rd0], %rd1;";
    long found = one(body, Double.doubleToLongBits(x), Double.doubleToLongBits(y));
    assertEquals(expected ? 1 : 0, found);
  }

  /// Each thread writes its number, and after the barrier reads its neighbour's.
  @Test
  void barriersSeparateWhatThreadsOfABlockDo() {
    String body =
        """
        mov.u32 %r0, %tid.x;
        mov.u64 %rd1, buffer;
        mad.wide.u32 %rd2, %r0, 4, %rd1;
        st.shared.b32 [%rd2], %r0;
        bar.sync 0;
        xor.b32 %r1, %r0, 1;
        mad.wide.u32 %rd2, %r1, 4, %rd1;
        ld.shared.b32 %r2, [%rd2];
        cvt.u64.u32 %rd3, %r2;
        mad.wide.u32 %rd4, %r0, 8, %rd0;
        st.global.b64 [%rd4], %rd3;
        """;
    String ptx = kernel("  .shared .align 8 .b8 buffer[16];", body);
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        new long[] {1, 0, 3, 2}, run(ptx, 1, 4, 9, 9, 9, 9));
  }

  @Test
  void differentBarriersAreAFault() {
    String body =
        """
        mov.u32 %r0, %tid.x;
        setp.eq.u32 %p0, %r0, 0;
        @%p0 bra OTHER;
        bar.sync 0;
        ret;
        OTHER:
        bar.sync 0;
        """;
    assertThrows(MachineFault.class, () -> run(kernel("", body), 1, 2, 0));
  }

  @Test
  void atomicAdditionsCountThreads() {
    String body = "atom.global.add.u64 %rd1, [%rd0], 1;";
    assertEquals(60, run(kernel("", body), 5, 12, 0)[0]);
  }

  @Test
  void addressesOutsideAnAllocationEndTheContext() {
    String ptx = kernel("", "ld.global.b64 %rd1, [%rd0+8]; st.global.b64 [%rd0], %rd1;");
    assertThrows(DeadContextException.class, () -> run(ptx, 1, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add.f64 %fd0, %fd1, %fd2;",
        "add.rn.ftz.f32 %f0, %f1, %f2;",
        "add.rz.f64 %fd0, %fd1, %fd2;",
        "sin.approx.f32 %f0, %f1;",
        "add.rn.f64 %fd0, %f1, %fd2;",
        "add.rn.f64 %fd0, %fd1;",
        "add.rn.f64 %fd0, %fd1, 1.0;",
        "mov.b32 %r0, %fd1;",
        "setp.lt.f64 %r0, %fd1, %fd2;",
        "bra NOWHERE;",
        "ld.shared.nc.f64 %fd0, [%rd0];",
        "ld.global.v3.f64 {%fd0, %fd1, %fd2}, [%rd0];",
        "mov.b64 %rd99, 1;",
        "bar.sync 1;"
      })
  void whatItDoesNotKnowIsRefused(String instruction) {
    assertThrows(MachineFault.class, () -> new PtxParser(kernel("", "  " + instruction)).kernels());
  }

  @Test
  void registersThatNobodyWroteAreNoZeros() {
    assertTrue(one("st.global.b64 [%rd0], %rd5;", 0) != 0);
  }
}
