package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import java.util.Arrays;

/// [Op.Convolution]: for each element of the result a sum in the stated order.
final class ConvolutionInstruction implements Instruction {
  private final Value x;
  private final Value kernel;
  private final Value result;
  private final DType type;
  private final int[] sources;
  private final int positions;
  private final int window;
  private final int inputSize;
  private final int channels;
  private final int outPerGroup;

  ConvolutionInstruction(Equation equation, Op.Convolution op) {
    x = equation.operands().get(0);
    kernel = equation.operands().get(1);
    result = equation.result();
    type = x.type().dtype();
    Shape from = spatial(x, 1);
    Shape to = spatial(result, 1);
    Shape size = spatial(kernel, 2);
    sources =
        new Windows(from, to, size, op.stride(), op.low(), op.inputDilation(), op.kernelDilation())
            .sources();
    positions = to.size();
    window = size.size();
    inputSize = from.size();
    channels = kernel.type().shape().dim(1);
    outPerGroup = kernel.type().shape().dim(0) / op.groups();
  }

  private static Shape spatial(Value value, int leading) {
    Shape shape = value.type().shape();
    return new Shape(shape.dims().subList(leading, shape.rank()));
  }

  @Override
  public void run(double[][] slots, int lanes) {
    int width = SubgraphCall.width(result.scope(), lanes);
    int outputs = kernel.type().shape().dim(0);
    for (int o = 0; o < outputs; o++) {
      for (int p = 0; p < positions; p++) {
        element(slots, o, p, width);
      }
    }
  }

  private void element(double[][] slots, int o, int p, int width) {
    int start = (o * positions + p) * width;
    Arrays.fill(slots[result.id()], start, start + width, 0);
    int firstChannel = o / outPerGroup * channels;
    for (int c = 0; c < channels; c++) {
      for (int w = 0; w < window; w++) {
        int source = sources[p * window + w];
        if (source != Windows.NONE) {
          int i = (firstChannel + c) * inputSize + source;
          accumulate(slots, start, i, (o * channels + c) * window + w, width);
        }
      }
    }
  }

  private void accumulate(double[][] slots, int start, int i, int k, int width) {
    double[] out = slots[result.id()];
    boolean xLanes = x.scope() == Scope.PER_LANE;
    boolean kernelLanes = kernel.scope() == Scope.PER_LANE;
    for (int lane = 0; lane < width; lane++) {
      double left = slots[x.id()][xLanes ? i * width + lane : i];
      double right = slots[kernel.id()][kernelLanes ? k * width + lane : k];
      out[start + lane] = Rounding.fma(left, right, out[start + lane], type);
    }
  }
}
