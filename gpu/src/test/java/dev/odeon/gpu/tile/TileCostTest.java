package dev.odeon.gpu.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.gpu.driver.ComputeCapability;
import dev.odeon.gpu.driver.DriverException;
import dev.odeon.gpu.driver.PtxAssembler;
import dev.odeon.gpu.driver.PtxAssembly;
import dev.odeon.gpu.ensemble.KeptSum;
import dev.odeon.gpu.ensemble.KeptSums;
import dev.odeon.gpu.ensemble.SolveCases;
import dev.odeon.gpu.ensemble.SweepProgram;
import dev.odeon.gpu.ensemble.TrajectoryProgram;
import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.gpu.ptx.PtxModule;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.problem.SaveAt;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the assembler makes of tiles: 512 threads have 128 registers each, and what does not fit is
/// little, and waits in memory outside of the loops of the products.
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class TileCostTest {
  private static final int ROOM = 227 << 10;

  static Stream<Arguments> nets() {
    return IntStream.of(7, 8, 9)
        .boxed()
        .flatMap(
            generation ->
                Stream.of(
                    Arguments.of(generation, new int[] {2, 50, 50, 2}, 65_280, 28_416, 560),
                    Arguments.of(generation, new int[] {64, 256, 256, 64}, 180_736, 0, 1040)));
  }

  /// In single precision a tile takes half the shared memory.
  static Stream<Arguments> singleNets() {
    return IntStream.of(7, 8, 9)
        .boxed()
        .flatMap(
            generation ->
                Stream.of(
                    Arguments.of(generation, new int[] {2, 50, 50, 2}, 32_640, 14_208, 0),
                    Arguments.of(generation, new int[] {64, 256, 256, 64}, 90_368, 0, 200)));
  }

  @ParameterizedTest(name = "sm_{0}0 {1} in single precision")
  @MethodSource("singleNets")
  void singlePrecisionTakesHalfTheSharedMemory(
      int generation, int[] net, int shared, int weights, int spilled) throws DriverException {
    LanePlan plan = Nets.plan(StepControl.fixed(20), SaveAt.times(1), net);
    check(SolveCases.inSingle(plan), generation, shared, weights, spilled);
  }

  @ParameterizedTest(name = "sm_{0}0 {1}")
  @MethodSource("nets")
  void registersAndSharedMemorySuffice(
      int generation, int[] net, int shared, int weights, int spilled) throws DriverException {
    check(
        Nets.plan(StepControl.fixed(20), SaveAt.times(1), net),
        generation,
        shared,
        weights,
        spilled);
  }

  private static void check(LanePlan plan, int generation, int shared, int weights, int spilled)
      throws DriverException {
    LaneProgram program = LaneProgram.of(plan);
    TileKernel.Written written =
        TileKernel.of(TrajectoryProgram.of(program).code(), new TileShape(32, 16), ROOM)
            .orElseThrow();
    assertEquals(shared, written.sharedBytes(), "shared memory of a block");
    assertEquals(weights, written.weights(), "weights that stay in it");
    PtxAssembly assembly = assemble(written.kernel(), generation);
    assertTrue(assembly.registers() <= 128, assembly.log());
    assertTrue(assembly.spilledBytes() <= spilled, assembly.log());
  }

  static Stream<Arguments> sweeps() {
    return IntStream.of(7, 8, 9)
        .boxed()
        .flatMap(
            generation ->
                Stream.of(
                    Arguments.of(generation, new int[] {2, 50, 50, 2}, 89_600, 56_832, 1224, 760),
                    Arguments.of(
                        generation, new int[] {64, 256, 256, 64}, 212_992, 0, 6912, 1520)));
  }

  /// The way back holds no more in registers and shared memory than the way forward: the states of
  /// layers wait in the memory of the device.
  @ParameterizedTest(name = "sm_{0}0 {1}")
  @MethodSource("sweeps")
  void theWayBackFitsToo(int generation, int[] net, int shared, int weights, int kept, int spilled)
      throws DriverException {
    SweepProgram program = sweep(net);
    TileKernel.Written written =
        TileKernel.of(program.code(), new TileShape(32, 16), ROOM).orElseThrow();
    assertEquals(kept, program.sums().kept(), "numbers that a lane keeps of a step");
    assertEquals(shared, written.sharedBytes(), "shared memory of a block");
    assertEquals(weights, written.weights(), "weights that stay in it");
    PtxAssembly assembly = assemble(written.kernel(), generation);
    assertEquals(128, assembly.registers(), assembly.log());
    assertTrue(assembly.spilledBytes() <= spilled, assembly.log());
  }

  private static SweepProgram sweep(int... net) {
    LanePlan plan = Nets.plan(StepControl.fixed(20), SaveAt.times(1), net);
    return SweepProgram.of(new LaneIntegrator(plan, new ReferenceBackend(), 1)).orElseThrow();
  }

  private static PtxAssembly assemble(PtxKernel kernel, int generation) throws DriverException {
    return PtxAssembler.assemble(
        PtxModule.of(kernel).text(), new ComputeCapability(generation, 0), "--fmad=false");
  }

  /// Two blocks of 256 threads share a processor, and next to nothing is spilled.
  @ParameterizedTest
  @ValueSource(ints = {7, 8, 9})
  void sumsOverLanesStayInRegisters(int generation) throws DriverException {
    for (int[] net : List.of(new int[] {2, 50, 50, 2}, new int[] {64, 256, 256, 64})) {
      KeptSums sums = sweep(net).sums();
      for (KeptSum sum : sums.sums()) {
        PtxKernel kernel = KeptSumKernel.of("sum", sum, sums.kept(), 0, sums.size());
        PtxAssembly assembly = assemble(kernel, generation);
        assertTrue(assembly.registers() <= 128, sum + "\n" + assembly.log());
        assertTrue(assembly.spilledBytes() <= 24, sum + "\n" + assembly.log());
        assertTrue(SumShape.of(sum).bytes(sum) <= 24 << 10, SumShape.of(sum)::toString);
      }
    }
  }
}
