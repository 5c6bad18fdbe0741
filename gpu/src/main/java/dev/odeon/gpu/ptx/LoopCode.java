package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.List;

/// Code of [Op.While] and [Op.Scan]: loops whose carries are in registers.
record LoopCode(PtxCode code) {
  /// Scans of so many steps are written out; longer ones loop over slices in memory.
  private static final int UNROLLED = 4;

  /// Tensors of up to so many elements that a loop reads are loaded before it.
  private static final int KEPT = 16;

  /// What a loop reads and does not change.
  private List<LaneTensor> consts(List<LaneTensor> operands) {
    return operands.stream().<LaneTensor>map(x -> x.size() > KEPT ? x : loaded(x)).toList();
  }

  private LaneTensor loaded(LaneTensor x) {
    return new RegisterTensor(x.dtype(), new LoadedElements(code).all(x));
  }

  /// Registers that hold the carries, from their starts on.
  private List<LaneTensor> carries(List<Value> values, List<LaneTensor> starts) {
    LoadedElements elements = new LoadedElements(code);
    List<LaneTensor> carries = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      List<PtxRegister> registers =
          elements.all(starts.get(i)).stream().map(code::variable).toList();
      carries.add(new RegisterTensor(values.get(i).type().dtype(), registers));
    }
    return carries;
  }

  private void assign(List<LaneTensor> carries, List<LaneTensor> next) {
    LoadedElements elements = new LoadedElements(code);
    List<PtxRegister> targets = new ArrayList<>();
    List<PtxOperand> sources = new ArrayList<>();
    for (int i = 0; i < carries.size(); i++) {
      for (int e = 0; e < carries.get(i).size(); e++) {
        targets.add((PtxRegister) elements.get(carries.get(i), e));
        sources.add(elements.get(next.get(i), e));
      }
    }
    Variables.assign(code, targets, sources);
  }

  List<LaneTensor> whileLoop(Equation equation, Op.While loop, List<LaneTensor> operands) {
    List<LaneTensor> consts = consts(operands.subList(0, loop.consts()));
    List<LaneTensor> carries =
        carries(equation.results(), operands.subList(loop.consts(), operands.size()));
    List<LaneTensor> arguments = new ArrayList<>(consts);
    arguments.addAll(carries);
    PtxLabel again = code.label();
    PtxLabel end = code.label();
    code.place(again);
    code.scoped(
        () -> {
          PtxOperand goesOn =
              EquationCode.of(loop.condition(), code, arguments).getFirst().element(code, 0);
          code.branchUnless(code.inRegister(goesOn), end);
          assign(carries, EquationCode.of(loop.body(), code, arguments));
          code.branch(again);
        });
    code.place(end);
    return carries;
  }

  List<LaneTensor> scan(Equation equation, Op.Scan scan, List<LaneTensor> operands) {
    return scan.length() <= UNROLLED
        ? new UnrolledScan(code, scan, operands).results(equation)
        : looped(equation, scan, operands);
  }

  private List<LaneTensor> looped(Equation equation, Op.Scan scan, List<LaneTensor> operands) {
    int first = scan.consts() + scan.carries();
    List<LaneTensor> consts = consts(operands.subList(0, scan.consts()));
    List<LaneTensor> carries =
        carries(
            equation.results().subList(0, scan.carries()), operands.subList(scan.consts(), first));
    List<MemoryTensor> slices =
        operands.subList(first, operands.size()).stream().map(this::inMemory).toList();
    List<MemoryTensor> stacked =
        equation.results().subList(scan.carries(), equation.results().size()).stream()
            .map(value -> MemoryTensor.local(code, value.type().dtype(), value.type().size()))
            .toList();
    PtxRegister step = code.variable(PtxImmediate.of(0));
    PtxLabel again = code.label();
    code.place(again);
    code.scoped(
        () -> {
          PtxRegister index = index(scan, step);
          List<LaneTensor> arguments = new ArrayList<>(consts);
          arguments.addAll(carries);
          for (MemoryTensor slice : slices) {
            arguments.add(part(slice, index, scan.length()));
          }
          List<LaneTensor> outputs = EquationCode.of(scan.body(), code, arguments);
          for (int i = 0; i < stacked.size(); i++) {
            part(stacked.get(i), index, scan.length()).fill(code, outputs.get(scan.carries() + i));
          }
          assign(carries, outputs.subList(0, scan.carries()));
          code.assign(step, "add.s32", step, PtxImmediate.of(1));
          PtxRegister more = code.register(PtxType.PRED);
          code.assign(more, "setp.lt.s32", step, PtxImmediate.of(scan.length()));
          code.branchIf(more, again);
        });
    List<LaneTensor> results = new ArrayList<>(carries);
    results.addAll(stacked);
    return results;
  }

  private PtxRegister index(Op.Scan scan, PtxRegister step) {
    return scan.order() == ScanOrder.FORWARD
        ? step
        : code.value(PtxType.B32, "sub.s32", PtxImmediate.of(scan.length() - 1), step);
  }

  private MemoryTensor inMemory(LaneTensor x) {
    return switch (x) {
      case MemoryTensor memory -> memory;
      case RegisterTensor registers -> registers.inMemory(code);
      case MovedTensor moved ->
          new RegisterTensor(moved.dtype(), moved.elements(code)).inMemory(code);
    };
  }

  private MemoryTensor part(MemoryTensor stacked, PtxRegister index, int length) {
    int size = stacked.size() / length;
    PtxRegister first = code.value(PtxType.B32, "mul.lo.s32", index, PtxImmediate.of(size));
    return stacked.slice(code, first, size);
  }
}
