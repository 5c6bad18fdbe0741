package dev.odeon.gpu.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CudaContextTest {
  private static final String PTX = ".version 7.0\n.entry twice(.param .u64 a, .param .u32 n) {}";

  /// Doubles the first `n` numbers.
  private static void twice(
      String ptx, String name, LaunchShape shape, KernelParameters parameters, FakeMemory memory)
      throws DriverException {
    long address = parameters.bytes().getLong(parameters.offset(0));
    int n = parameters.bytes().getInt(parameters.offset(1));
    MemorySegment values = memory.at(address, 8L * n);
    for (int i = 0; i < Math.min(n, shape.blocks() * shape.blockThreads()); i++) {
      double value = values.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
      values.setAtIndex(ValueLayout.JAVA_DOUBLE, i, 2 * value);
    }
  }

  @Test
  void numbersGoToTheDeviceThroughAKernelAndBack() {
    FakeDriver driver = FakeDriver.running(CudaContextTest::twice);
    try (CudaContext context = driver.open();
        CudaStream stream = context.stream();
        CudaModule module = context.load(PTX);
        DeviceArena arena = context.arena();
        Arena host = Arena.ofConfined()) {
      double[] numbers = {1, 2.5, -3};
      MemorySegment copy = host.allocateFrom(ValueLayout.JAVA_DOUBLE, numbers);
      DeviceMemory memory = arena.allocate(24);
      memory.copyFrom(copy, stream);
      copy.fill((byte) 0);
      KernelParameters parameters = KernelParameters.builder().address(memory).int32(3).build();
      double seconds =
          stream.seconds(
              () ->
                  module
                      .function("twice")
                      .launch(LaunchShape.covering(3, 128), parameters, stream));
      memory.copyTo(copy, stream);
      stream.synchronize();
      assertArrayEquals(new double[] {2, 5, -6}, copy.toArray(ValueLayout.JAVA_DOUBLE));
      assertTrue(seconds > 0, "an event's time");
    }
    assertEquals(0, driver.openThings(), "everything was given back");
  }

  @Test
  void anIllegalAddressShowsAtTheSynchronisationAndKillsTheContext() {
    FakeDriver driver = FakeDriver.running(CudaContextTest::twice);
    CudaContext context = driver.open();
    CudaStream stream = context.stream();
    CudaModule module = context.load(PTX);
    DeviceArena arena = context.arena();
    DeviceMemory memory = arena.allocate(24);
    CudaFunction kernel = module.function("twice");
    KernelParameters parameters = KernelParameters.builder().address(memory).int32(4).build();
    kernel.launch(LaunchShape.of(1, 32), parameters, stream);
    var death = assertThrows(DeadContextException.class, stream::synchronize);
    assertTrue(
        String.valueOf(death.getMessage())
            .startsWith("NVIDIA H100 (ordinal 0) is lost to this process: an access to "),
        death.getMessage());
    assertFalse(context.isAlive());

    int calls = driver.calls().size();
    assertThrows(DeadContextException.class, stream::synchronize);
    assertThrows(DeadContextException.class, () -> arena.allocate(1));
    assertThrows(DeadContextException.class, context::memory);
    assertThrows(DeadContextException.class, () -> memory.fill((byte) 0, stream));
    assertThrows(
        DeadContextException.class, () -> kernel.launch(LaunchShape.of(1, 32), parameters, stream));
    arena.close();
    module.close();
    stream.close();
    assertEquals(calls, driver.calls().size(), "a dead context is not asked again");
    context.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {214, 220, 700, 702, 710, 714, 715, 716, 717, 718, 719, 999})
  void errorsThatAContextDoesNotSurviveKillIt(int code) {
    FakeDriver driver = FakeDriver.withMemory(1000);
    CudaContext context = driver.open();
    driver.returning("cuMemGetInfo_v2", code);
    assertThrows(DeadContextException.class, context::memory);
    driver.returning("cuMemGetInfo_v2", 0);
    assertThrows(DeadContextException.class, context::memory, "never used again");
    context.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 218, 222, 500, 701, 801})
  void otherErrorsLeaveItAlive(int code) {
    FakeDriver driver = FakeDriver.withMemory(1000);
    try (CudaContext context = driver.open()) {
      driver.returning("cuMemGetInfo_v2", code);
      var e = assertThrows(CudaException.class, context::memory);
      assertEquals(code == 2, e instanceof OutOfDeviceMemoryException, "its class");
      driver.returning("cuMemGetInfo_v2", 0);
      assertEquals(new MemoryInfo(1000, 1000), context.memory());
    }
  }

  @Test
  void theAssemblersLogIsInTheException() {
    try (CudaContext context = FakeDriver.withMemory(1000).open()) {
      var e = assertThrows(CudaException.class, () -> context.load("nonsense"));
      assertEquals(
          "cuModuleLoadDataEx returned error 218, CUDA_ERROR_INVALID_PTX (a defect of Odeon; please"
              + " report it with the log): ptxas application ptx input, line 1; fatal: no .version",
          e.getMessage());
    }
  }

  @Test
  void anOldDriverThatRefusesThePtxSaysWhatToDo() {
    FakeDriver driver = FakeDriver.withMemory(1000).returning("cuModuleLoadDataEx", 222);
    try (CudaContext context = driver.open()) {
      var e = assertThrows(CudaException.class, () -> context.load(PTX));
      assertEquals(
          "cuModuleLoadDataEx returned error 222, CUDA_ERROR_UNSUPPORTED_PTX_VERSION (install a"
              + " newer NVIDIA driver)",
          e.getMessage());
    }
  }

  @Test
  void closedThingsAreNotUsed() {
    FakeDriver driver = FakeDriver.withMemory(1000);
    CudaContext context = driver.open();
    CudaStream stream = context.stream();
    CudaModule module = context.load(PTX);
    DeviceArena arena = context.arena();
    DeviceMemory memory = arena.allocate(8);
    arena.close();
    arena.close();
    assertThrows(IllegalStateException.class, memory::address);
    assertThrows(IllegalStateException.class, () -> arena.allocate(8));
    module.close();
    assertThrows(IllegalStateException.class, () -> module.function("twice"));
    stream.close();
    assertThrows(IllegalStateException.class, stream::synchronize);
    context.close();
    context.close();
    assertThrows(IllegalStateException.class, context::memory);
    assertEquals(0, driver.openThings());
  }

  @Test
  void arraysOfJavaAreRefused() {
    try (CudaContext context = FakeDriver.withMemory(1000).open();
        CudaStream stream = context.stream();
        DeviceArena arena = context.arena()) {
      DeviceMemory memory = arena.allocate(8);
      MemorySegment array = MemorySegment.ofArray(new double[1]);
      var e = assertThrows(IllegalArgumentException.class, () -> memory.copyFrom(array, stream));
      assertEquals(
          "source is a Java array, which the collector may move; allocate it from an Arena",
          e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> memory.copyTo(array, stream));
    }
  }

  @Test
  void copiesStayInsideTheirMemory() {
    try (CudaContext context = FakeDriver.withMemory(1000).open();
        CudaStream stream = context.stream();
        DeviceArena arena = context.arena();
        Arena host = Arena.ofConfined()) {
      DeviceMemory memory = arena.allocate(16);
      MemorySegment large = host.allocate(24);
      var e = assertThrows(IllegalArgumentException.class, () -> memory.copyFrom(large, stream));
      assertEquals("bytes 0 to 24 lie outside the 16 bytes of this device memory", e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> memory.slice(8, 9));
      assertEquals(memory.address() + 8, memory.slice(8, 8).address());
    }
  }

  @Test
  void moreSharedMemoryThanUsualIsAskedForBeforeTheLaunch() {
    FakeDriver driver = FakeDriver.withMemory(1000);
    try (CudaContext context = driver.open();
        CudaStream stream = context.stream();
        CudaModule module = context.load(PTX)) {
      CudaFunction kernel = module.function("twice");
      KernelParameters none = KernelParameters.builder().build();
      kernel.launch(LaunchShape.of(1, 32), none, stream);
      assertFalse(driver.calls().contains("cuFuncSetAttribute"));
      kernel.launch(LaunchShape.of(1, 32).withSharedBytes(64 << 10), none, stream);
      assertTrue(driver.calls().contains("cuFuncSetAttribute"));
    }
  }
}
