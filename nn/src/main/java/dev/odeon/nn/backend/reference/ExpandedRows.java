package dev.odeon.nn.backend.reference;

import dev.odeon.nn.function.Expansions;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.rewrite.Pipeline;
import java.util.HashMap;
import java.util.Map;

/// Elementary functions: their expansions, run over blocks of elements. One program, and one set of
/// arrays that fits a processor's cache, serves all equations of a graph with the same function.
final class ExpandedRows {
  /// Elements that run at once.
  private static final int BLOCK = 128;

  private record Key(Op op, DType dtype) {}

  private final Map<Key, Elementwise.Row> rows = new HashMap<>();

  static boolean handles(Op op) {
    return (op instanceof Op.Unary(var unary) && !unary.isExact())
        || (op instanceof Op.Binary(var binary) && !binary.isExact());
  }

  Elementwise.Row of(Equation equation) {
    DType dtype = equation.result().type().dtype();
    return rows.computeIfAbsent(new Key(equation.op(), dtype), ExpandedRows::row);
  }

  private static Elementwise.Row row(Key key) {
    Graph graph =
        key.op() instanceof Op.Binary(var function)
            ? Expansions.graph(function, key.dtype())
            : Expansions.graph(((Op.Unary) key.op()).function(), key.dtype());
    SlotExecutable program = Interpreter.of(Pipeline.standard().apply(graph));
    double[][] in = new double[graph.inputs().size()][BLOCK];
    double[][] result = {new double[BLOCK]};
    return (out, o, x, at, step, count) -> {
      for (int done = 0; done < count; done += BLOCK) {
        int block = Math.min(BLOCK, count - done);
        for (int k = 0; k < in.length; k++) {
          copy(x[k], at[k] + done * step[k], step[k], in[k], block);
        }
        program.run(in, result, block);
        System.arraycopy(result[0], 0, out, o + done, block);
      }
    };
  }

  private static void copy(double[] from, int at, int step, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from[at + i * step];
    }
  }
}
