package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;

/// The lanes of a launch, one a thread; threads beyond the last lane end at once.
///
/// @param code what is written
/// @param lane the thread's lane, 32 bits
/// @param lanes how many there are, 32 bits
public record LaneGrid(PtxCode code, PtxRegister lane, PtxRegister lanes) {
  /// Begins a kernel.
  ///
  /// @param lanes the number of lanes, 32 bits
  public static LaneGrid open(PtxCode code, PtxParameter lanes) {
    PtxRegister lane = thread(code);
    PtxRegister count = code.parameter(lanes);
    code.exitIf(code.value(PtxType.PRED, "setp.ge.s32", lane, count));
    return new LaneGrid(code, lane, count);
  }

  /// The number of the thread in its launch.
  public static PtxRegister thread(PtxCode code) {
    return code.value(
        PtxType.B32,
        "mad.lo.s32",
        code.special("%ctaid.x"),
        code.special("%ntid.x"),
        code.special("%tid.x"));
  }

  /// The lane's part of a value in global memory: `[element]` or `[element][lane]`.
  public MemoryTensor tensor(Value value, PtxParameter pointer) {
    DType dtype = value.type().dtype();
    return value.scope() == Scope.SHARED
        ? shared(dtype, value.type().size(), code.pointer(pointer))
        : perLane(dtype, value.type().size(), code.pointer(pointer));
  }

  /// Elements at `address`, for all lanes.
  public MemoryTensor shared(DType dtype, int size, PtxRegister address) {
    return MemoryTensor.dense(PtxSpace.GLOBAL, dtype, size, address);
  }

  /// Elements `[element][lane]` at `address`.
  public MemoryTensor perLane(DType dtype, int size, PtxRegister address) {
    PtxImmediate bytes = PtxImmediate.of(dtype.bytes());
    PtxRegister own = code.value(PtxType.B64, "mad.wide.u32", lane, bytes, address);
    PtxRegister stride = code.value(PtxType.B64, "mul.wide.u32", lanes, bytes);
    return MemoryTensor.strided(PtxSpace.GLOBAL, dtype, size, own, stride);
  }
}
