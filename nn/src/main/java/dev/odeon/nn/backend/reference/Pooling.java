package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.Window;
import java.util.Collections;
import java.util.List;

/// [Op.ReduceWindow] and [Op.ArgMaxWindow].
final class Pooling {
  private Pooling() {}

  static Instruction reduce(Equation equation, Op.ReduceWindow op) {
    DType type = equation.result().type().dtype();
    Fold fold =
        switch (op.kind()) {
          case SUM ->
              (x, sources, from, to, width, lane) -> sum(x, sources, from, to, width, lane, type);
          case MAX ->
              (x, sources, from, to, width, lane) ->
                  x[first(x, sources, from, to, width, lane) * width + lane];
        };
    return folding(equation, op.window(), fold);
  }

  static Instruction argMax(Equation equation, Window window) {
    return folding(
        equation,
        window,
        (x, sources, from, to, width, lane) ->
            Double.longBitsToDouble(first(x, sources, from, to, width, lane)));
  }

  /// A number from the elements `sources[from]` to `sources[to]` (exclusive) of a lane.
  @FunctionalInterface
  private interface Fold {
    double of(double[] x, int[] sources, int from, int to, int width, int lane);
  }

  private static Instruction folding(Equation equation, Window window, Fold fold) {
    Value x = equation.operands().getFirst();
    int out = equation.result().id();
    Shape to = equation.result().type().shape();
    List<Integer> ones = Collections.nCopies(to.rank(), 1);
    Shape size = new Shape(window.size());
    int[] sources =
        new Windows(x.type().shape(), to, size, window.stride(), window.low(), ones, ones)
            .sources();
    int covered = size.size();
    int positions = to.size();
    boolean perLane = x.scope() == Scope.PER_LANE;
    return (slots, lanes) -> {
      int width = perLane ? lanes : 1;
      for (int p = 0; p < positions; p++) {
        for (int lane = 0; lane < width; lane++) {
          slots[out][p * width + lane] =
              fold.of(slots[x.id()], sources, p * covered, (p + 1) * covered, width, lane);
        }
      }
    };
  }

  private static double sum(
      double[] x, int[] sources, int from, int to, int width, int lane, DType type) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      if (sources[i] != Windows.NONE) {
        sum = Summation.round(sum + x[sources[i] * width + lane], type);
      }
    }
    return sum;
  }

  /// The first largest element, or the first NaN; padding is narrower than the window, so that
  /// there is one.
  private static int first(double[] x, int[] sources, int from, int to, int width, int lane) {
    int best = Windows.NONE;
    for (int i = from; i < to; i++) {
      int source = sources[i];
      if (source != Windows.NONE && (best == Windows.NONE || beats(x, source, best, width, lane))) {
        best = source;
      }
    }
    return best;
  }

  private static boolean beats(double[] x, int source, int best, int width, int lane) {
    double next = x[source * width + lane];
    double held = x[best * width + lane];
    return next > held || (Double.isNaN(next) && !Double.isNaN(held));
  }
}
