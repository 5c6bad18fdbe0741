package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.LaneGrid;
import dev.odeon.gpu.ptx.LaunchBounds;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxParameter;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A kernel while it is written: a thread for each element of a result, and for each lane if there
/// is one copy a lane; lanes run fastest.
final class ElementKernel {
  private final String name;
  private final Scope scope;
  private final DeviceProgram.Builder program;
  private final PtxCode code = new PtxCode();
  private final List<PtxParameter> parameters = new ArrayList<>();
  private final List<Argument> arguments = new ArrayList<>();
  private final Map<Argument, PtxRegister> pointers = new HashMap<>();
  private final LaneGrid grid;
  private final PtxRegister element;

  ElementKernel(String name, Scope scope, DeviceProgram.Builder program) {
    this.name = program.uniqueName(name);
    this.scope = scope;
    this.program = program;
    PtxParameter total = PtxParameter.u32("total");
    PtxParameter count = PtxParameter.u32("lanes");
    parameters.add(total);
    parameters.add(count);
    PtxRegister thread = LaneGrid.thread(code);
    PtxRegister threads = code.parameter(total);
    code.exitIf(code.value(PtxType.PRED, "setp.ge.u32", thread, threads));
    PtxRegister lanes = code.parameter(count);
    boolean perLane = scope == Scope.PER_LANE;
    element = perLane ? code.value(PtxType.B32, "div.u32", thread, lanes) : thread;
    PtxRegister lane =
        perLane
            ? code.value(PtxType.B32, "rem.u32", thread, lanes)
            : code.variable(PtxImmediate.of(0));
    grid = new LaneGrid(code, lane, lanes);
  }

  PtxCode code() {
    return code;
  }

  /// The number of the thread's element, 32 bits.
  PtxRegister element() {
    return element;
  }

  private PtxRegister pointer(Argument argument) {
    return pointers.computeIfAbsent(
        argument,
        added -> {
          PtxParameter parameter = PtxParameter.pointer("p" + arguments.size());
          parameters.add(parameter);
          arguments.add(added);
          return code.pointer(parameter);
        });
  }

  /// Where the elements of `value` are for the thread's lane. To be called before branches and
  /// loops.
  MemoryTensor tensor(Value value) {
    DType dtype = value.type().dtype();
    PtxRegister address = pointer(new Argument.Array(value));
    return value.scope() == Scope.SHARED
        ? grid.shared(dtype, value.type().size(), address)
        : grid.perLane(dtype, value.type().size(), address);
  }

  /// A table of numbers known now. To be called before branches and loops.
  Places places(int[] numbers) {
    if (Places.isRegular(numbers)) {
      return new Places.Regular(numbers.length == 0 ? 0 : numbers[0], Places.step(numbers));
    }
    PtxRegister address = pointer(new Argument.Table(program.table(numbers)));
    return new Places.Stored(
        MemoryTensor.dense(PtxSpace.GLOBAL, DType.I32, numbers.length, address));
  }

  static PtxOperand load(PtxCode code, MemoryTensor tensor, PtxOperand index) {
    return switch (index) {
      case PtxImmediate known -> tensor.element(code, (int) known.bits());
      case PtxRegister register -> tensor.element(code, register);
    };
  }

  PtxOperand load(MemoryTensor tensor, PtxOperand index) {
    return load(code, tensor, index);
  }

  void store(MemoryTensor tensor, PtxOperand index, PtxOperand x) {
    switch (index) {
      case PtxImmediate known -> tensor.store(code, (int) known.bits(), x);
      case PtxRegister register -> tensor.store(code, register, x);
    }
  }

  PtxOperand sum(PtxOperand x, PtxOperand y) {
    if (x instanceof PtxImmediate a && y instanceof PtxImmediate b) {
      return PtxImmediate.of((int) (a.bits() + b.bits()));
    }
    return y instanceof PtxImmediate zero && zero.bits() == 0
        ? x
        : code.value(PtxType.B32, "add.s32", x, y);
  }

  PtxOperand quotient(PtxOperand x, int divisor) {
    return divisor == 1 ? x : code.value(PtxType.B32, "div.u32", x, PtxImmediate.of(divisor));
  }

  PtxOperand remainder(PtxOperand x, int divisor) {
    return divisor == 1
        ? PtxImmediate.of(0)
        : code.value(PtxType.B32, "rem.u32", x, PtxImmediate.of(divisor));
  }

  /// `x * factor + y`.
  PtxOperand multiplySum(PtxOperand x, int factor, PtxOperand y) {
    return code.value(PtxType.B32, "mad.lo.s32", x, PtxImmediate.of(factor), y);
  }

  /// A loop, see [Repeat#times].
  void loop(int count, int step, Consumer<PtxRegister> body) {
    Repeat.times(code, count, step, body);
  }

  /// Runs `body` unless `predicate` holds.
  void unless(PtxRegister predicate, Runnable body) {
    Repeat.unless(code, predicate, body);
  }

  /// Ends the kernel.
  ///
  /// @param elements threads a lane
  LaunchStep finish(int elements) {
    code.exit();
    program.kernel(new PtxKernel(name, parameters, code, LaunchBounds.of(LaunchStep.THREADS)));
    return new LaunchStep(name, elements, scope, arguments);
  }
}
