package dev.odeon.gpu.ptx;

import dev.odeon.nn.backend.reference.Windows;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Instructions of windows that move over a tensor, unrolled.
record WindowCode(PtxCode code, DType dtype) {
  LaneTensor convolution(
      Equation equation, Op.Convolution op, List<PtxOperand> x, List<PtxOperand> kernel) {
    Shape from = spatial(equation.operands().get(0), 1);
    Shape to = spatial(equation.result(), 1);
    Shape size = spatial(equation.operands().get(1), 2);
    int[] sources =
        new Windows(from, to, size, op.stride(), op.low(), op.inputDilation(), op.kernelDilation())
            .sources();
    Shape kernels = equation.operands().get(1).type().shape();
    int channels = kernels.dim(1);
    int perGroup = kernels.dim(0) / op.groups();
    ElementCode element = new ElementCode(code);
    List<PtxOperand> sums = new ArrayList<>();
    for (int o = 0; o < kernels.dim(0); o++) {
      for (int p = 0; p < to.size(); p++) {
        PtxOperand sum = PtxImmediate.element(dtype, 0);
        for (int c = 0; c < channels; c++) {
          for (int w = 0; w < size.size(); w++) {
            int source = sources[p * size.size() + w];
            if (source != Windows.NONE) {
              int i = (o / perGroup * channels + c) * from.size() + source;
              int k = (o * channels + c) * size.size() + w;
              sum = element.fma(x.get(i), kernel.get(k), sum);
            }
          }
        }
        sums.add(sum);
      }
    }
    return new RegisterTensor(dtype, sums);
  }

  private static Shape spatial(Value value, int leading) {
    Shape shape = value.type().shape();
    return new Shape(shape.dims().subList(leading, shape.rank()));
  }

  /// The elements that the window covers at each position.
  private static List<int[]> covered(Equation equation, Window window) {
    Shape to = equation.result().type().shape();
    List<Integer> ones = Collections.nCopies(to.rank(), 1);
    Shape size = new Shape(window.size());
    Shape from = equation.operands().getFirst().type().shape();
    int[] sources =
        new Windows(from, to, size, window.stride(), window.low(), ones, ones).sources();
    List<int[]> covered = new ArrayList<>();
    for (int p = 0; p < to.size(); p++) {
      covered.add(
          Arrays.stream(sources, p * size.size(), (p + 1) * size.size())
              .filter(source -> source != Windows.NONE)
              .toArray());
    }
    return covered;
  }

  LaneTensor reduce(Equation equation, Op.ReduceWindow op, List<PtxOperand> x) {
    List<PtxOperand> results = new ArrayList<>();
    for (int[] covered : covered(equation, op.window())) {
      results.add(
          switch (op.kind()) {
            case SUM -> sum(x, covered);
            case MAX -> largest(x, covered).element();
          });
    }
    return new RegisterTensor(dtype, results);
  }

  private PtxOperand sum(List<PtxOperand> x, int[] covered) {
    ElementCode element = new ElementCode(code);
    PtxOperand sum = PtxImmediate.element(dtype, 0);
    for (int source : covered) {
      sum = element.add(sum, x.get(source));
    }
    return sum;
  }

  LaneTensor argMax(Equation equation, Window window, List<PtxOperand> x) {
    return new RegisterTensor(
        DType.I32,
        covered(equation, window).stream().map(covered -> largest(x, covered).place()).toList());
  }

  private record Largest(PtxOperand element, PtxOperand place) {}

  /// The first largest element, or the first NaN.
  private Largest largest(List<PtxOperand> x, int[] covered) {
    ElementCode element = new ElementCode(code);
    PtxOperand held = x.get(covered[0]);
    PtxOperand place = PtxImmediate.of(covered[0]);
    String text = "." + held.type().text();
    for (int i = 1; i < covered.length; i++) {
      PtxOperand next = x.get(covered[i]);
      PtxRegister number = code.value(PtxType.PRED, "setp.num" + text, held, held);
      PtxRegister more = element.compare("gtu", next, held);
      PtxRegister wins = code.value(PtxType.PRED, "and.pred", number, more);
      held = Selection.of(code, wins, next, held);
      place = Selection.of(code, wins, PtxImmediate.of(covered[i]), place);
    }
    return new Largest(held, place);
  }
}
