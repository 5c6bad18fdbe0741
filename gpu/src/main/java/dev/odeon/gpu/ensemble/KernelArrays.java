package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxParameter;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.graph.TensorType;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// Where the arrays of a program for threads lie in the memory of a device. Elements take 8 bytes.
public final class KernelArrays {
  private static final int LOG_BYTES = 3;

  private final PtxCode code;
  private final Function<Variable, PtxOperand> number;
  private final Map<Memory, PtxRegister> addresses = new HashMap<>();

  /// @param number what holds a variable that is an `f64` scalar
  public KernelArrays(PtxCode code, Function<Variable, PtxOperand> number) {
    this.code = code;
    this.number = number;
  }

  /// Makes the address of `memory` a parameter of the kernel.
  public PtxParameter parameter(Memory memory) {
    PtxParameter pointer = PtxParameter.pointer(memory.name());
    addresses.put(memory, code.pointer(pointer));
    return pointer;
  }

  /// Where `memory` begins.
  public PtxRegister address(Memory memory) {
    return Objects.requireNonNull(addresses.get(memory), memory.name());
  }

  /// Where element `index` of `memory` is.
  public PtxRegister address(Memory memory, Variable index) {
    return code.value(PtxType.B64, "add.s64", bytes(index), address(memory));
  }

  /// The elements of a tensor of type `type` at `place`.
  public MemoryTensor at(Place place, TensorType type) {
    return MemoryTensor.strided(
        PtxSpace.GLOBAL,
        type.dtype(),
        type.size(),
        address(place.memory(), place.at()),
        bytes(place.stride()));
  }

  private PtxRegister bytes(Variable index) {
    PtxRegister whole = code.value(PtxType.B64, "cvt.rzi.s64.f64", number.apply(index));
    return code.value(PtxType.B64, "shl.b64", whole, PtxImmediate.of(LOG_BYTES));
  }
}
