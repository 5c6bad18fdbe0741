package dev.odeon.gpu.ptx;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.gpu.driver.DriverException;
import dev.odeon.gpu.driver.MachineCode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the assembler makes of kernels, on a machine without a device: no registers spilled, and no
/// product and sum contracted into one operation.
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class AssemblyTest {
  private static MachineCode assemble(String name, Graph graph, int target) {
    String ptx = PtxModule.of(LaneKernel.of(name, graph, LaunchBounds.of(128))).text();
    try {
      return MachineCode.of(ptx, target);
    } catch (DriverException e) {
      throw new AssertionError(name + " for sm_" + target + ": " + e.getMessage(), e);
    }
  }

  private static void check(
      String name, Graph graph, int target, int mostRegisters, int mostInstructions) {
    MachineCode code = assemble(name, graph, target);
    String what = name + " for sm_" + target;
    assertAll(
        () -> assertEquals(0, code.spillBytes(), what + " spills registers"),
        () ->
            assertTrue(
                code.registers() <= mostRegisters, what + ": " + code.registers() + " registers"),
        () ->
            assertTrue(
                code.instructions(name) <= mostInstructions,
                what + ": " + code.instructions(name) + " instructions"));
  }

  @ParameterizedTest
  @ValueSource(ints = {70, 80, 90})
  void fieldsFitRegisters(int target) {
    check("lorenz", StepKernels.lorenz().graph(), target, 32, 70);
    check("spiral", StepKernels.spiral().graph(), target, 128, 950);
  }

  @ParameterizedTest
  @ValueSource(ints = {70, 80, 90})
  void stepsFitRegisters(int target) {
    check("step", StepKernels.step(StepKernels.lorenz(), Tsit5.METHOD), target, 64, 240);
    check("attempt", StepKernels.attempt(StepKernels.lorenz(), Tsit5.METHOD), target, 96, 1300);
    check("neural", StepKernels.attempt(StepKernels.spiral(), Tsit5.METHOD), target, 254, 5600);
    check(
        "rodas",
        StepKernels.attempt(StepKernels.robertson(), Rosenbrock.RODAS_5P),
        target,
        128,
        2400);
  }

  /// The arithmetic of a step is what its graph has: nothing contracted, nothing added.
  @ParameterizedTest
  @ValueSource(ints = {70, 80, 90})
  void aStepHasTheArithmeticOfItsGraph(int target) {
    Graph step = StepKernels.step(StepKernels.lorenz(), Tsit5.METHOD);
    MachineCode code = assemble("step", step, target);
    assertEquals(63, code.count("step", MachineCode.DFMA), "fused operations, 21 a component");
    int others = code.count("step", MachineCode.DADD) + code.count("step", MachineCode.DMUL);
    assertTrue(others >= 66 && others <= 72, others + " sums and products, 66 in the graph");
  }

  /// The same without leave to contract: the assembler had nothing to contract.
  @ParameterizedTest
  @ValueSource(ints = {70, 80, 90})
  void leaveToContractChangesNothing(int target) throws DriverException {
    Graph attempt = StepKernels.attempt(StepKernels.lorenz(), Tsit5.METHOD);
    String ptx = PtxModule.of(LaneKernel.of("attempt", attempt, LaunchBounds.of(128))).text();
    assertEquals(
        MachineCode.of(ptx, target, "--fmad=false").counts(), MachineCode.of(ptx, target).counts());
  }

  private static final String LOOSE =
      """
      .version 7.0
      .target sm_70
      .address_size 64
      .visible .entry loose(.param .u64 x)
      {
        .reg .b64 %rd<3>;
        .reg .f64 %fd<6>;
        ld.param.u64 %rd0, [x];
        cvta.to.global.u64 %rd1, %rd0;
        ld.global.f64 %fd0, [%rd1];
        ld.global.f64 %fd1, [%rd1+8];
        ld.global.f64 %fd2, [%rd1+16];
        mul.f64 %fd3, %fd0, %fd1;
        add.f64 %fd4, %fd3, %fd2;
        st.global.f64 [%rd1], %fd4;
        ret;
      }
      """;

  /// Without `.rn` the assembler contracts: the rounding must be stated.
  @ParameterizedTest
  @ValueSource(ints = {70, 80, 90})
  void onlyStatedRoundingIsLeftAlone(int target) throws DriverException {
    assertEquals(1, MachineCode.of(LOOSE, target).count("loose", MachineCode.DFMA));
    String stated = LOOSE.replace("mul.f64", "mul.rn.f64").replace("add.f64", "add.rn.f64");
    assertEquals(0, MachineCode.of(stated, target).count("loose", MachineCode.DFMA));
  }
}
