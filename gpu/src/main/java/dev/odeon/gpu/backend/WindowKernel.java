package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.backend.reference.Windows;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.Window;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/// Kernels of windows that move over a tensor: a thread for each element of the result.
record WindowKernel(DeviceProgram.Builder program, Equation equation) {
  void convolution(Op.Convolution op) {
    Value result = equation.result();
    Shape from = spatial(equation.operands().get(0), 1);
    Shape to = spatial(result, 1);
    Shape size = spatial(equation.operands().get(1), 2);
    int[] sources =
        new Windows(from, to, size, op.stride(), op.low(), op.inputDilation(), op.kernelDilation())
            .sources();
    Shape kernels = equation.operands().get(1).type().shape();
    int channels = kernels.dim(1);
    int perGroup = kernels.dim(0) / op.groups();
    ElementKernel kernel = new ElementKernel("convolution", result.scope(), program);
    PtxCode code = kernel.code();
    MemoryTensor target = kernel.tensor(result);
    MemoryTensor x = kernel.tensor(equation.operands().get(0));
    MemoryTensor weights = kernel.tensor(equation.operands().get(1));
    Places places = kernel.places(sources);
    PtxOperand output = kernel.quotient(kernel.element(), to.size());
    PtxOperand position = kernel.remainder(kernel.element(), to.size());
    PtxOperand firstChannel =
        kernel.multiplySum(kernel.quotient(output, perGroup), channels, PtxImmediate.of(0));
    PtxType type = PtxType.of(result.type().dtype());
    PtxRegister sum = code.variable(PtxImmediate.floating(type, 0));
    kernel.loop(
        channels,
        1,
        c -> {
          PtxOperand channel =
              kernel.multiplySum(kernel.sum(firstChannel, c), from.size(), PtxImmediate.of(0));
          PtxOperand row =
              kernel.multiplySum(
                  kernel.multiplySum(output, channels, c), size.size(), PtxImmediate.of(0));
          kernel.loop(
              size.size(),
              1,
              w ->
                  present(
                      kernel,
                      places.at(code, kernel.multiplySum(position, size.size(), w)),
                      source ->
                          code.assign(
                              sum,
                              "fma.rn." + type.text(),
                              kernel.load(x, kernel.sum(channel, source)),
                              kernel.load(weights, kernel.sum(row, w)),
                              sum)));
        });
    kernel.store(target, kernel.element(), sum);
    program.step(kernel.finish(result.type().size()));
  }

  private static Shape spatial(Value value, int leading) {
    Shape shape = value.type().shape();
    return new Shape(shape.dims().subList(leading, shape.rank()));
  }

  /// Runs `body` if there is an element.
  private static void present(ElementKernel kernel, PtxOperand source, Consumer<PtxOperand> body) {
    PtxRegister absent =
        kernel.code().value(PtxType.PRED, "setp.lt.s32", source, PtxImmediate.of(Windows.NONE + 1));
    kernel.unless(absent, () -> body.accept(source));
  }

  private int[] sources(Window window) {
    Shape to = equation.result().type().shape();
    List<Integer> ones = Collections.nCopies(to.rank(), 1);
    Shape from = equation.operands().getFirst().type().shape();
    return new Windows(
            from, to, new Shape(window.size()), window.stride(), window.low(), ones, ones)
        .sources();
  }

  void reduce(Op.ReduceWindow op) {
    switch (op.kind()) {
      case SUM -> sum(op.window());
      case MAX -> largest(op.window(), "reduce_window", true);
    }
  }

  void argMax(Window window) {
    largest(window, "arg_max_window", false);
  }

  private void sum(Window window) {
    Value result = equation.result();
    int covered = new Shape(window.size()).size();
    ElementKernel kernel = new ElementKernel("reduce_window", result.scope(), program);
    MemoryTensor target = kernel.tensor(result);
    MemoryTensor x = kernel.tensor(equation.operands().getFirst());
    Places places = kernel.places(sources(window));
    PtxCode code = kernel.code();
    PtxType type = PtxType.of(result.type().dtype());
    PtxRegister sum = code.variable(PtxImmediate.floating(type, 0));
    kernel.loop(
        covered,
        1,
        w ->
            present(
                kernel,
                places.at(code, kernel.multiplySum(kernel.element(), covered, w)),
                source -> code.assign(sum, "add.rn." + type.text(), sum, kernel.load(x, source))));
    kernel.store(target, kernel.element(), sum);
    program.step(kernel.finish(result.type().size()));
  }

  /// The first largest element, or the first NaN: itself or where it is.
  private void largest(Window window, String name, boolean itself) {
    Value result = equation.result();
    int covered = new Shape(window.size()).size();
    ElementKernel kernel = new ElementKernel(name, result.scope(), program);
    MemoryTensor target = kernel.tensor(result);
    MemoryTensor x = kernel.tensor(equation.operands().getFirst());
    Places places = kernel.places(sources(window));
    PtxCode code = kernel.code();
    PtxType type = PtxType.of(x.dtype());
    PtxRegister held = code.variable(PtxImmediate.floating(type, 0));
    PtxRegister place = code.variable(PtxImmediate.of(Windows.NONE));
    kernel.loop(
        covered,
        1,
        w ->
            present(
                kernel,
                places.at(code, kernel.multiplySum(kernel.element(), covered, w)),
                source -> keepLarger(code, held, place, kernel.load(x, source), source)));
    kernel.store(target, kernel.element(), itself ? held : place);
    program.step(kernel.finish(result.type().size()));
  }

  /// The next wins if there is none yet, or if the held is a number and the next is larger or NaN.
  private static void keepLarger(
      PtxCode code, PtxRegister held, PtxRegister place, PtxOperand next, PtxOperand source) {
    String text = held.type().text();
    PtxRegister none = code.register(PtxType.PRED);
    code.assign(none, "setp.lt.s32", place, PtxImmediate.of(0));
    PtxRegister number = code.register(PtxType.PRED);
    code.assign(number, "setp.num." + text, held, held);
    PtxRegister wins = code.register(PtxType.PRED);
    code.assign(wins, "setp.gtu.and." + text, next, held, number);
    code.assign(wins, "or.pred", wins, none);
    code.assign(held, "selp." + text, next, held, wins);
    code.assign(place, "selp.b32", source, place, wins);
  }
}
