package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.gpu.driver.KernelParameters;
import dev.odeon.gpu.driver.LaunchShape;
import dev.odeon.gpu.ptx.LaneGrid;
import dev.odeon.gpu.ptx.LaunchBounds;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.gpu.ptx.PtxLabel;
import dev.odeon.gpu.ptx.PtxParameter;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Value;
import java.util.List;

/// Kernels that write some lanes only, for branches and loops that the host leads.
final class MaskKernels {
  private static final String AND = "mask_and";

  private MaskKernels() {}

  private static String copyName(DType dtype) {
    return "mask_copy_" + dtype.text();
  }

  /// Copies the lanes where a truth value has the wanted value. Takes (numbers, lanes, mask,
  /// wanted, from, to).
  static PtxKernel copy(DType dtype) {
    PtxCode code = new PtxCode();
    PtxParameter total = PtxParameter.u32("total");
    PtxParameter lanes = PtxParameter.u32("lanes");
    PtxParameter mask = PtxParameter.pointer("mask");
    PtxParameter wanted = PtxParameter.u32("wanted");
    PtxParameter from = PtxParameter.pointer("from");
    PtxParameter to = PtxParameter.pointer("to");
    PtxRegister thread = LaneGrid.thread(code);
    code.exitIf(code.value(PtxType.PRED, "setp.ge.u32", thread, code.parameter(total)));
    PtxRegister lane = code.value(PtxType.B32, "rem.u32", thread, code.parameter(lanes));
    MemoryTensor truths = MemoryTensor.dense(PtxSpace.GLOBAL, DType.BOOL, 1, code.pointer(mask));
    PtxRegister truth = code.inRegister(truths.element(code, lane));
    PtxRegister bit =
        code.value(PtxType.B32, "selp.b32", PtxImmediate.of(1), PtxImmediate.of(0), truth);
    code.exitIf(code.value(PtxType.PRED, "setp.ne.s32", bit, code.parameter(wanted)));
    MemoryTensor source = MemoryTensor.dense(PtxSpace.GLOBAL, dtype, 1, code.pointer(from));
    MemoryTensor target = MemoryTensor.dense(PtxSpace.GLOBAL, dtype, 1, code.pointer(to));
    target.store(code, thread, source.element(code, thread));
    code.exit();
    return new PtxKernel(
        copyName(dtype),
        List.of(total, lanes, mask, wanted, from, to),
        code,
        LaunchBounds.of(LaunchStep.THREADS));
  }

  /// `alive = alive and condition`. Takes (lanes, condition, alive).
  static PtxKernel and() {
    PtxCode code = new PtxCode();
    PtxParameter lanes = PtxParameter.u32("lanes");
    PtxParameter condition = PtxParameter.pointer("condition");
    PtxParameter alive = PtxParameter.pointer("alive");
    LaneGrid grid = LaneGrid.open(code, lanes);
    MemoryTensor holds =
        MemoryTensor.dense(PtxSpace.GLOBAL, DType.BOOL, 1, code.pointer(condition));
    MemoryTensor living = MemoryTensor.dense(PtxSpace.GLOBAL, DType.BOOL, 1, code.pointer(alive));
    PtxRegister truth = code.inRegister(holds.element(code, grid.lane()));
    PtxLabel end = code.label();
    code.branchIf(truth, end);
    living.store(code, grid.lane(), PtxImmediate.of(false));
    code.place(end);
    code.exit();
    return new PtxKernel(
        AND, List.of(lanes, condition, alive), code, LaunchBounds.of(LaunchStep.THREADS));
  }

  /// Launches [#copy] for a per-lane value.
  static void copy(
      DeviceState state, DeviceMemory mask, boolean wanted, DeviceMemory from, Value to) {
    long count = DeviceElements.count(to, state.lanes());
    if (count == 0) {
      return;
    }
    KernelParameters parameters =
        KernelParameters.builder()
            .int32(Math.toIntExact(count))
            .int32(state.lanes())
            .address(mask)
            .int32(wanted ? 1 : 0)
            .address(from)
            .address(state.array(to))
            .build();
    state.launch(
        copyName(to.type().dtype()), LaunchShape.covering(count, LaunchStep.THREADS), parameters);
  }

  /// Launches [#and] for `lanes` truth values.
  static void and(DeviceState state, DeviceMemory condition, DeviceMemory alive, int lanes) {
    KernelParameters parameters =
        KernelParameters.builder().int32(lanes).address(condition).address(alive).build();
    state.launch(AND, LaunchShape.covering(lanes, LaunchStep.THREADS), parameters);
  }
}
