package dev.odeon.gpu.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchRunTest {
  @ParameterizedTest
  @CsvSource({
    // lanes, shared, per lane, free, expected batch
    "1000, 0, 8, 100000, 1000",
    "1000, 0, 100, 100000, 512",
    "1000, 50000, 100, 100000, 384",
    "1000, 0, 1000, 100000, 64",
    "1000, 0, 10000, 100000, 64",
    "1000, 1000000, 1, 100000, 64",
    "10, 0, 10000, 100000, 10",
    "10, 0, 100000, 100000, 10",
    "2147483647, 0, 4611686018427387904, 100000, 64",
    "100, 0, 0, 0, 100"
  })
  void thePlanIsTheLargestOfEqualPartsThatFit(
      int lanes, long shared, long lane, long free, int batch) {
    BatchPlan plan =
        BatchPlan.of(lanes, new MemoryNeed(shared, lane), new MemoryInfo(free, 2 * free));
    assertEquals(batch, plan.batch());
    assertEquals((int) Math.ceil(lanes / (double) batch), plan.count());
  }

  @Test
  void halvesAreWholeBlocks() {
    BatchPlan plan = new BatchPlan(1000, 1000);
    List<Integer> batches = new ArrayList<>();
    while (plan.canHalve()) {
      plan = plan.halved();
      batches.add(plan.batch());
    }
    assertEquals(List.of(512, 256, 128, 64), batches);
    assertThrows(IllegalStateException.class, plan::halved);
    assertThrows(IllegalArgumentException.class, () -> new BatchPlan(1000, 100));
    assertThrows(IllegalArgumentException.class, () -> new BatchPlan(1000, 1024));
  }

  @Test
  void aBatchTooLargeIsSplitBeforeAnythingIsAllocated() {
    FakeDriver driver = FakeDriver.withMemory(100_000);
    try (CudaContext context = driver.open()) {
      List<String> parts = new ArrayList<>();
      BatchPlan plan =
          new BatchRun(context, new MemoryNeed(0, 100))
              .run(
                  1000,
                  (from, to, arena) -> {
                    arena.allocate(100L * (to - from));
                    parts.add(from + "-" + to);
                  });
      assertEquals(List.of("0-512", "512-1000"), parts);
      assertEquals(512, plan.batch());
      assertEquals(2, driver.calls().stream().filter("cuMemAlloc_v2"::equals).count());
    }
    assertEquals(0, driver.openThings());
  }

  /// The plan believes in 10 bytes a lane, the work takes 250.
  @Test
  void runningOutHalvesThePartsAndGoesOn() {
    FakeDriver driver = FakeDriver.withMemory(100_000);
    try (CudaContext context = driver.open()) {
      List<String> parts = new ArrayList<>();
      BatchPlan plan =
          new BatchRun(context, new MemoryNeed(0, 10))
              .run(
                  1000,
                  (from, to, arena) -> {
                    arena.allocate(100L * (to - from));
                    arena.allocate(150L * (to - from));
                    parts.add(from + "-" + to);
                  });
      assertEquals(List.of("0-256", "256-512", "512-768", "768-1000"), parts);
      assertEquals(256, plan.batch());
    }
    assertEquals(0, driver.openThings());
  }

  @Test
  void memoryThatRunsOutHalfWayLosesNoLanes() {
    FakeDriver driver = FakeDriver.withMemory(1_000_000);
    try (CudaContext context = driver.open()) {
      boolean[] done = new boolean[1000];
      int[] calls = new int[1];
      new BatchRun(context, new MemoryNeed(0, 3500))
          .run(
              1000,
              (from, to, arena) -> {
                driver.returning("cuMemAlloc_v2", calls[0]++ == 2 ? 2 : 0);
                arena.allocate(1);
                for (int lane = from; lane < to; lane++) {
                  assertTrue(!done[lane], "a lane was done twice");
                  done[lane] = true;
                }
              });
      for (int lane = 0; lane < done.length; lane++) {
        assertTrue(done[lane], "lane " + lane + " was not done");
      }
    }
  }

  @Test
  void afterTwoHalvingsTheFailureIsTheCallers() {
    FakeDriver driver = FakeDriver.withMemory(1_000_000);
    try (CudaContext context = driver.open()) {
      driver.returning("cuMemAlloc_v2", 2);
      List<Integer> sizes = new ArrayList<>();
      BatchRun run = new BatchRun(context, new MemoryNeed(0, 1));
      assertThrows(
          OutOfDeviceMemoryException.class,
          () ->
              run.run(
                  1000,
                  (from, to, arena) -> {
                    sizes.add(to - from);
                    arena.allocate(1);
                  }));
      assertEquals(List.of(1000, 512, 256), sizes);
      assertTrue(context.isAlive(), "memory that ran out leaves the context sound");
    }
    assertEquals(0, driver.openThings());
  }

  @Test
  void aThousandSolvesLeakNothing() {
    FakeDriver driver = FakeDriver.withMemory(1_000_000);
    try (CudaContext context = driver.open()) {
      BatchRun run = new BatchRun(context, new MemoryNeed(0, 1000));
      int before = driver.openThings();
      MemoryInfo memory = context.memory();
      for (int repeat = 0; repeat < 1000; repeat++) {
        boolean fails = repeat % 3 == 0;
        try (CudaStream stream = context.stream();
            CudaModule module = context.load(".version 7.0\n.entry nothing() {}")) {
          CudaFunction kernel = module.function("nothing");
          run.run(
              500,
              (from, to, arena) -> {
                DeviceMemory memoryOfLanes = arena.allocate(1000L * (to - from));
                arena.allocateHost(64);
                memoryOfLanes.fill((byte) 1, stream);
                stream.seconds(
                    () ->
                        kernel.launch(
                            LaunchShape.covering(to - from, 128),
                            KernelParameters.builder().address(memoryOfLanes).build(),
                            stream));
                if (fails) {
                  throw new IllegalArgumentException("the caller's own");
                }
                arena.allocate(to - from > 256 ? 900_000 : 1);
              });
        } catch (IllegalArgumentException e) {
          assertTrue(fails, e.getMessage());
        }
        assertEquals(before, driver.openThings(), "after repeat " + repeat);
      }
      assertEquals(memory, context.memory());
    }
    assertEquals(0, driver.openThings());
  }

  /// The work takes 1000 bytes a lane, which nobody knows before its first part.
  @Test
  void whatIsFoundOutOfTheNeedCountsInTheNextPlan() {
    FakeDriver driver = FakeDriver.withMemory(100_000);
    long[] each = {10};
    try (CudaContext context = driver.open()) {
      List<String> parts = new ArrayList<>();
      BatchPlan plan =
          new BatchRun(context, () -> new MemoryNeed(0, each[0]))
              .run(
                  1000,
                  (from, to, arena) -> {
                    arena.allocate(10L * (to - from));
                    each[0] = 1000;
                    arena.allocate(990L * (to - from));
                    parts.add(from + "-" + to);
                  });
      assertEquals(64, plan.batch(), "a tenth of the lanes fits, however often parts are halved");
      assertEquals(16, parts.size(), parts::toString);
    }
  }
}
