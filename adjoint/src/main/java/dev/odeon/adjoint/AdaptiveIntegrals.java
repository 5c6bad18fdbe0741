package dev.odeon.adjoint;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.List;

/// Parameter integrals by Gauss-Kronrod quadrature: parts of a stretch are halved until their
/// estimated error, the largest of all parameters, is within the tolerances, at most
/// [#MOST_HALVINGS] times.
final class AdaptiveIntegrals implements ParameterIntegrals {
  private static final int MOST_HALVINGS = 10;

  private final Tolerances tolerances;
  private final List<ValueType> types;
  private final PointCotangents sums;
  private final double[][] integral;
  private final double[][] error;
  private final double[][] own;
  private double[][] parameters = new double[0][];
  private double[][] sinks = new double[0][];
  private int lanes;

  AdaptiveIntegrals(Tolerances tolerances, AdjointProgram program) {
    this.tolerances = tolerances;
    types = program.field().parameterTypes();
    sums = new PointCotangents(program.field(), program.backend());
    integral = arrays();
    error = arrays();
    own = arrays();
  }

  private double[][] arrays() {
    return types.stream().map(type -> new double[type.type().size()]).toArray(double[][]::new);
  }

  @Override
  public void begin(AdjointTask task, double[][] gradients) {
    parameters = task.parameters();
    sinks = gradients;
    lanes = task.lanes();
  }

  @Override
  public void add(Stretch stretch, double scale) {
    for (int p = 0; p < own.length; p++) {
      for (int e = 0; e < own[p].length; e++) {
        own[p][e] = parameters[p][isShared(p) ? e : e * lanes + stretch.lane()];
      }
    }
    add(stretch, scale, 0, 1, 0);
  }

  private boolean isShared(int p) {
    return types.get(p).scope() == Scope.SHARED;
  }

  private void add(Stretch stretch, double scale, double begin, double size, int halvings) {
    double[] s = new double[GaussKronrod.COUNT];
    double[] weights = new double[s.length];
    double[] errorWeights = new double[s.length];
    for (int i = 0; i < s.length; i++) {
      s[i] = Math.fma(GaussKronrod.node(i), size, begin);
      weights[i] = GaussKronrod.weight(i) * size;
      errorWeights[i] = GaussKronrod.errorWeight(i) * size;
    }
    evaluate(stretch, s, errorWeights, error);
    evaluate(stretch, s, weights, integral);
    double allowed = tolerances.absTol() * size + tolerances.relTol() * largest(integral);
    if (halvings < MOST_HALVINGS && largest(error) > allowed) {
      add(stretch, scale, begin, size / 2, halvings + 1);
      add(stretch, scale, begin + size / 2, size / 2, halvings + 1);
      return;
    }
    for (int p = 0; p < integral.length; p++) {
      for (int e = 0; e < integral[p].length; e++) {
        sinks[p][isShared(p) ? e : e * lanes + stretch.lane()] += integral[p][e] * scale;
      }
    }
  }

  private void evaluate(Stretch stretch, double[] s, double[] weights, double[][] into) {
    for (double[] values : into) {
      Arrays.fill(values, 0);
    }
    sums.begin(own, into, 1);
    stretch.addTo(sums, 0, s, weights, 1);
    sums.flush();
  }

  private static double largest(double[][] values) {
    double largest = 0;
    for (double[] array : values) {
      for (double value : array) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }

  @Override
  public void finish() {}
}
