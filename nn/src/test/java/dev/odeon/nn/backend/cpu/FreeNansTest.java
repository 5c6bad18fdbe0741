package dev.odeon.nn.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.LogicalFunction;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which numbers may give away their bits with any NaN.
class FreeNansTest {
  private static final Access AT = new Access(0, 0, true, true);

  /// `bits(r) | (bits(x) & sign)`, a real again.
  private static List<Node> withSignOf(LogicalFunction last) {
    return List.of(
        new Node.Load(AT, DType.F32),
        new Node.Load(new Access(1, 0, true, true), DType.F32),
        new Node.Bitcast(DType.F32, DType.I32, 0),
        new Node.Constant(DType.I32, Double.longBitsToDouble(Integer.MIN_VALUE)),
        new Node.Logical(LogicalFunction.AND, DType.I32, 2, 3),
        new Node.Bitcast(DType.F32, DType.I32, 1),
        new Node.Logical(last, DType.I32, 5, 4),
        new Node.Bitcast(DType.I32, DType.F32, 6));
  }

  private static LaneProgram.Store store(int register) {
    return new LaneProgram.Store(new Access(2, 0, true, true), register);
  }

  @Test
  void theNumberThatGetsASign() {
    List<Node> nodes = withSignOf(LogicalFunction.OR);
    List<Node> free = FreeNans.of(nodes, List.of(store(7)));
    assertEquals(new Node.Reinterpret(DType.F32, DType.I32, 1), free.get(5));
    // Its sign would show in a number that is none.
    assertEquals(nodes.get(2), free.get(2), "the number that gives its sign");
  }

  @Test
  void othersThatSeeTheBitsSeeTheCanonicalNan() {
    List<Node> nodes = withSignOf(LogicalFunction.OR);
    for (int seen : new int[] {5, 6}) {
      List<Node> kept = FreeNans.of(nodes, List.of(store(7), store(seen)));
      assertInstanceOf(Node.Bitcast.class, kept.get(5), "register " + seen + " is written");
    }
    for (LogicalFunction last : List.of(LogicalFunction.AND, LogicalFunction.XOR)) {
      List<Node> kept = FreeNans.of(withSignOf(last), List.of(store(7)));
      assertInstanceOf(Node.Bitcast.class, kept.get(5), last + " may make a number of NaN");
    }
  }
}
