package dev.odeon.gpu.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class PtxAssemblerTest {
  private static final String DOUBLE =
      """
      .version 7.0
      .target sm_70
      .address_size 64
      .visible .entry twice(.param .u64 x)
      {
        .reg .b64 %rd<3>;
        .reg .f64 %d<3>;
        ld.param.u64 %rd1, [x];
        cvta.to.global.u64 %rd2, %rd1;
        ld.global.f64 %d1, [%rd2];
        add.rn.f64 %d2, %d1, %d1;
        st.global.f64 [%rd2], %d2;
        ret;
      }
      """;

  @ParameterizedTest
  @ValueSource(ints = {7, 8, 9})
  void assemblesWithoutAGpuAndTellsRegisters(int generation) throws DriverException {
    PtxAssembly assembly =
        PtxAssembler.assemble(DOUBLE, new ComputeCapability(generation, 0), "--fmad=false");
    assertTrue(assembly.bytes() > 1000, assembly::toString);
    assertTrue(assembly.registers() >= 4 && assembly.registers() <= 32, assembly::log);
    assertEquals(0, assembly.spilledBytes(), assembly::log);
  }

  @Test
  void theFunctionThatTakesMostCounts() {
    PtxAssembly two =
        new PtxAssembly(
            1,
            """
            ptxas info    : Function properties for a
            ptxas         .     8 bytes stack frame, 8 bytes spill stores, 12 bytes spill loads
            ptxas info    : Used 32 registers, 360 bytes cmem[0]
            ptxas info    : Function properties for b
            ptxas         .     0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
            ptxas info    : Used 255 registers, 360 bytes cmem[0]
            """);
    assertEquals(255, two.registers());
    assertEquals(20, two.spilledBytes());
  }

  @Test
  void theLogOfAFaultyTextIsInTheException() {
    String faulty = DOUBLE.replace("add.rn.f64", "add.rn.f63");
    var e =
        assertThrows(
            DriverException.class,
            () -> PtxAssembler.assemble(faulty, new ComputeCapability(7, 0)));
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith(
                "nvPTXCompilerCompile returned 3, NVPTXCOMPILE_ERROR_COMPILATION_FAILURE: ptxas"
                    + " application ptx input, line 11;"),
        e.getMessage());
  }
}
