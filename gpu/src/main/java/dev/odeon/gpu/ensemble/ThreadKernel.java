package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.ptx.LaneBody;
import dev.odeon.gpu.ptx.LaneTensor;
import dev.odeon.gpu.ptx.LaunchBounds;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.gpu.ptx.PtxLabel;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxParameter;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.gpu.ptx.RegisterTensor;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A program for threads as a kernel: its arguments are those of the program, then the addresses of
/// its arrays. Counters are whole numbers of 64 bits there.
public final class ThreadKernel {
  private final PtxCode code = new PtxCode();
  private final Map<Variable, RegisterTensor> variables = new HashMap<>();
  private final KernelArrays arrays =
      new KernelArrays(code, index -> variable(index).operands().getFirst());

  private ThreadKernel() {}

  /// Writes the kernel.
  ///
  /// @throws IllegalArgumentException if a graph of it is no code for one thread
  public static PtxKernel of(ThreadProgram program, LaunchBounds bounds) {
    ThreadKernel writer = new ThreadKernel();
    List<PtxParameter> parameters = writer.enter(program);
    writer.write(program.body());
    writer.code.exit();
    return new PtxKernel(program.name(), parameters, writer.code, bounds);
  }

  private List<PtxParameter> enter(ThreadProgram program) {
    List<PtxParameter> parameters = new ArrayList<>();
    for (Variable argument : program.arguments()) {
      PtxParameter given = new PtxParameter("a" + argument.id(), PtxParameter.Type.F64);
      parameters.add(given);
      PtxRegister register = code.parameter(given);
      variables.put(argument, new RegisterTensor(DType.F64, List.of(register)));
    }
    for (Memory memory : program.memories()) {
      parameters.add(arrays.parameter(memory));
    }
    return parameters;
  }

  private void write(List<Statement> statements) {
    for (Statement statement : statements) {
      code.scoped(() -> write(statement));
    }
  }

  private void write(Statement statement) {
    switch (statement) {
      case Statement.Apply apply -> {
        List<LaneTensor> operands = new ArrayList<>();
        for (int i = 0; i < apply.operands().size(); i++) {
          operands.add(operand(apply.operands().get(i), apply.graph().inputs().get(i).type()));
        }
        List<LaneTensor> results = LaneBody.of(apply.graph()).emit(code, operands);
        assign(apply.results(), results);
      }
      case Statement.Assign assign ->
          assign(assign.targets(), assign.sources().stream().map(this::variable).toList());
      case Statement.Load load ->
          assign(List.of(load.target()), List.of(arrays.at(load.place(), load.target().type())));
      case Statement.Store store ->
          arrays.at(store.place(), store.source().type()).fill(code, variable(store.source()));
      case Statement.Count count -> count(count);
      case Statement.Peek peek -> {
        PtxRegister now = code.atomicAdd(arrays.address(peek.counter()), PtxImmediate.of(0L));
        PtxRegister target = (PtxRegister) variable(peek.isCounted()).operands().getFirst();
        code.assign(target, "setp.ne.s64", now, PtxImmediate.of(0L));
      }
      case Statement.When when -> when(when);
      case Statement.Repeat repeat -> repeat(repeat);
      case Statement.Identify who -> {
        number(who.thread(), code.special("%tid.x"));
        number(who.block(), code.special("%ctaid.x"));
      }
      case Statement.SumThreads sum -> sum(sum);
      case Statement.Keep keep ->
          throw new IllegalArgumentException(keep.graph().name() + " is for tiles");
    }
  }

  private RegisterTensor variable(Variable variable) {
    return variables.computeIfAbsent(variable, this::fresh);
  }

  private RegisterTensor fresh(Variable variable) {
    PtxType type = PtxType.of(variable.type().dtype());
    return new RegisterTensor(
        variable.type().dtype(),
        IntStream.range(0, variable.type().size()).mapToObj(_ -> code.register(type)).toList());
  }

  private LaneTensor operand(Operand operand, TensorType type) {
    return switch (operand) {
      case Variable variable -> variable(variable);
      case Memory memory ->
          MemoryTensor.dense(PtxSpace.GLOBAL, type.dtype(), type.size(), arrays.address(memory));
      case Region region ->
          MemoryTensor.dense(
              PtxSpace.GLOBAL,
              type.dtype(),
              type.size(),
              arrays.address(region.memory(), region.at()));
    };
  }

  /// All targets at once: a source that is another target is copied before.
  private void assign(List<Variable> targets, List<? extends LaneTensor> values) {
    List<PtxRegister> registers = new ArrayList<>();
    List<PtxOperand> sources = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      RegisterTensor target = variable(targets.get(i));
      for (int e = 0; e < target.size(); e++) {
        registers.add((PtxRegister) target.operands().get(e));
        sources.add(values.get(i).element(code, e));
      }
    }
    code.assign(registers, sources);
  }

  private void count(Statement.Count count) {
    PtxRegister before = code.atomicAdd(arrays.address(count.counter()), PtxImmediate.of(1L));
    PtxRegister target = (PtxRegister) variable(count.before()).operands().getFirst();
    code.assign(target, "cvt.rn.f64.s64", before);
  }

  private void number(Variable target, PtxRegister whole) {
    code.assign((PtxRegister) variable(target).operands().getFirst(), "cvt.rn.f64.s32", whole);
  }

  private void sum(Statement.SumThreads sum) {
    PtxRegister target = arrays.address(sum.memory(), sum.at());
    List<PtxOperand> elements = new ArrayList<>();
    sum.sources().forEach(source -> elements.addAll(variable(source).operands()));
    PtxRegister column =
        code.value(PtxType.B32, "cvt.rzi.s32.f64", variable(sum.column()).operands().getFirst());
    new ThreadSums(code).write(elements, column, target);
  }

  private PtxRegister truth(Variable condition) {
    return code.inRegister(variable(condition).operands().getFirst());
  }

  private void when(Statement.When when) {
    PtxLabel end = code.label();
    if (when.otherwise().isEmpty()) {
      code.branchUnless(truth(when.condition()), end);
      write(when.then());
    } else {
      PtxLabel otherwise = code.label();
      code.branchUnless(truth(when.condition()), otherwise);
      write(when.then());
      code.branch(end);
      code.place(otherwise);
      write(when.otherwise());
    }
    code.place(end);
  }

  private void repeat(Statement.Repeat repeat) {
    PtxLabel again = code.label();
    PtxLabel end = code.label();
    code.place(again);
    code.branchUnless(truth(repeat.condition()), end);
    write(repeat.body());
    code.branch(again);
    code.place(end);
  }
}
