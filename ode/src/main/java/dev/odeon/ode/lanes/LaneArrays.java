package dev.odeon.ode.lanes;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import java.util.List;

/// Copies between arrays over all lanes and arrays over a few of them; both are `[element][lane]`.
public final class LaneArrays {
  private LaneArrays() {}

  /// Lanes `first` to `first + width` of `source`.
  public static void gather(
      double[] source, int elements, int lanes, int first, int width, double[] target) {
    for (int e = 0; e < elements; e++) {
      System.arraycopy(source, e * lanes + first, target, e * width, width);
    }
  }

  /// The other way.
  public static void scatter(
      double[] source, int elements, int width, double[] target, int lanes, int first) {
    for (int e = 0; e < elements; e++) {
      System.arraycopy(source, e * width, target, e * lanes + first, width);
    }
  }

  /// The parameters of one block: shared ones as they are, per-lane ones cut out.
  public static double[][] parameters(
      List<ValueType> types, double[][] parameters, int lanes, int first, int width) {
    double[][] mine = new double[parameters.length][];
    for (int i = 0; i < mine.length; i++) {
      if (types.get(i).scope() == Scope.SHARED || (first == 0 && width == lanes)) {
        mine[i] = parameters[i];
      } else {
        int elements = types.get(i).type().size();
        mine[i] = new double[elements * width];
        gather(parameters[i], elements, lanes, first, width, mine[i]);
      }
    }
    return mine;
  }
}
