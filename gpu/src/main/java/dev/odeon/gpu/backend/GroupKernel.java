package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.LaneBody;
import dev.odeon.gpu.ptx.LaneTensor;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.RegisterTensor;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphBuilder;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Kernels of several equations.
///
/// @param kept values that are needed afterwards
record GroupKernel(DeviceProgram.Builder program, Set<Value> kept) {
  /// Larger constants are read from memory.
  private static final int KNOWN = 64;

  /// All elements of a lane in the registers of a thread.
  void registers(Scope scope, List<Equation> equations) {
    Set<Value> made = new LinkedHashSet<>();
    equations.forEach(equation -> made.addAll(equation.results()));
    List<Value> outputs = made.stream().filter(kept::contains).toList();
    if (outputs.isEmpty()) {
      return;
    }
    Set<Value> inputs = new LinkedHashSet<>();
    List<Equation> all = new ArrayList<>();
    Set<Value> known = new LinkedHashSet<>();
    for (Equation equation : equations) {
      for (Value operand : equation.operands()) {
        Literal constant = program.constants().get(operand);
        if (constant != null && constant.size() <= KNOWN) {
          if (known.add(operand)) {
            Op op = new Op.Constant(constant);
            all.add(new Equation(op, List.of(), List.of(operand), equation.origin()));
          }
        } else if (!made.contains(operand)) {
          inputs.add(operand);
        }
      }
    }
    all.addAll(equations);
    Graph part = new Graph("part", List.copyOf(inputs), all, outputs);
    LaneBody body = LaneBody.of(part);
    ElementKernel kernel = new ElementKernel("lane", scope, program);
    List<LaneTensor> operands = new ArrayList<>();
    inputs.forEach(input -> operands.add(kernel.tensor(input)));
    List<MemoryTensor> targets = outputs.stream().map(kernel::tensor).toList();
    List<LaneTensor> results = body.emit(kernel.code(), operands);
    for (int i = 0; i < outputs.size(); i++) {
      targets.get(i).fill(kernel.code(), results.get(i));
    }
    outputs.forEach(program::own);
    program.step(kernel.finish(1));
  }

  /// A thread for each element of large tensors.
  void elements(Scope scope, int elements, List<Equation> equations) {
    Set<Value> made = new LinkedHashSet<>();
    equations.forEach(equation -> made.addAll(equation.results()));
    List<Value> outputs = made.stream().filter(kept::contains).toList();
    if (outputs.isEmpty()) {
      return;
    }
    ElementKernel kernel = new ElementKernel("elements", scope, program);
    GraphBuilder builder = new GraphBuilder();
    Map<Value, Value> scalars = new HashMap<>();
    Map<Value, LaneTensor> inputs = new LinkedHashMap<>();
    for (Equation equation : equations) {
      for (Value operand : equation.operands()) {
        if (!scalars.containsKey(operand)) {
          scalars.put(operand, scalar(operand, builder, kernel, inputs));
        }
      }
      List<Value> operands = equation.operands().stream().map(scalars::get).toList();
      Value result = builder.emit(equation.op(), operands, equation.origin()).getFirst();
      scalars.put(equation.result(), result);
    }
    List<MemoryTensor> targets = outputs.stream().map(kernel::tensor).toList();
    Graph part = builder.build("part", outputs.stream().map(scalars::get).toList());
    List<LaneTensor> results = LaneBody.of(part).emit(kernel.code(), List.copyOf(inputs.values()));
    for (int i = 0; i < outputs.size(); i++) {
      PtxOperand element = results.get(i).element(kernel.code(), 0);
      kernel.store(targets.get(i), kernel.element(), element);
    }
    outputs.forEach(program::own);
    program.step(kernel.finish(elements));
  }

  /// What stands for the thread's element of `operand`.
  private Value scalar(
      Value operand, GraphBuilder builder, ElementKernel kernel, Map<Value, LaneTensor> inputs) {
    Value source = program.roles().source(operand);
    Literal constant = program.constants().get(source);
    if (constant != null && constant.size() > 0 && constant.isFilledWith(constant.get(0))) {
      return builder.emit1(
          new Op.Constant(Literal.scalar(constant.type().dtype(), constant.get(0))));
    }
    MemoryTensor tensor = kernel.tensor(source);
    PtxOperand index = source.equals(operand) ? kernel.element() : PtxImmediate.of(0);
    Value input = builder.input(TensorType.scalar(source.type().dtype()), source.scope());
    inputs.put(input, new RegisterTensor(tensor.dtype(), List.of(kernel.load(tensor, index))));
    return input;
  }
}
