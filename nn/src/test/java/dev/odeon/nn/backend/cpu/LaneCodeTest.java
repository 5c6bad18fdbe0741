package dev.odeon.nn.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.DType;
import org.junit.jupiter.api.Test;

class LaneCodeTest {
  /// `arrays[out] = arrays[x] - arrays[y]`.
  private static LaneProgram difference(int x, int y, int out) {
    LaneProgram.Builder builder = new LaneProgram.Builder(1);
    int a = builder.add(new Node.Load(new Access(x, 0, false, true), DType.F64));
    int b = builder.add(new Node.Load(new Access(y, 0, false, true), DType.F64));
    int c = builder.add(new Node.Binary(BinaryFunction.SUBTRACT, DType.F64, a, b));
    builder.store(new Access(out, 0, false, true), c);
    return builder.build();
  }

  @Test
  void equalProgramsOnOtherArraysShareTheirCode() {
    LaneProgram first = difference(7, 3, 12);
    LaneProgram second = difference(2, 9, 4);
    LaneCode code = LaneCode.of(first.onSlots(first.slots()));
    assertSame(code, LaneCode.of(second.onSlots(second.slots())));
  }

  @Test
  void programsThatReadOneArrayTwiceDoNot() {
    LaneProgram two = difference(7, 3, 12);
    LaneProgram one = difference(5, 5, 6);
    LaneProgram inPlace = difference(7, 3, 7);
    LaneCode code = LaneCode.of(two.onSlots(two.slots()));
    assertNotSame(code, LaneCode.of(one.onSlots(one.slots())));
    assertNotSame(code, LaneCode.of(inPlace.onSlots(inPlace.slots())));
  }

  @Test
  void arraysAreNumberedAsTheyComeUp() {
    LaneProgram program = difference(7, 3, 12);
    assertArrayEquals(new int[] {7, 3, 12}, program.slots());
    double[][] arrays = {{5, 6}, {1, 8}, new double[2]};
    new CompiledProgram(program).run(arrays, 2);
    assertArrayEquals(new double[] {4, -2}, arrays[2]);
  }
}
