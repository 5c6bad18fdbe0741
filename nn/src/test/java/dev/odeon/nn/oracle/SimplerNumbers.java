package dev.odeon.nn.oracle;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Inputs that are 0 or 1 throughout.
final class SimplerNumbers {
  private SimplerNumbers() {}

  static Stream<GraphCase> of(GraphCase at) {
    return IntStream.range(0, at.inputs().length)
        .boxed()
        .flatMap(i -> Stream.of(filled(at, i, 0), filled(at, i, 1)));
  }

  private static GraphCase filled(GraphCase at, int index, int number) {
    boolean whole = at.graph().inputs().get(index).type().dtype().isInteger();
    double[][] inputs = at.inputs().clone();
    inputs[index] = new double[inputs[index].length];
    Arrays.fill(inputs[index], whole ? Double.longBitsToDouble(number) : number);
    return new GraphCase(at.graph(), at.lanes(), inputs);
  }
}
