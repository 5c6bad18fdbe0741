package dev.odeon.ode.step;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;

/// The spectral radius of the Jacobian of a field by power iteration: products with the Jacobian
/// are exact, by forward mode.
///
/// @param vector the direction reached, of norm 1, `[d]`
/// @param radius the growth of the last iterations, scalar; never below zero
record SpectralRadius(Tensor vector, Tensor radius) {
  /// Iterations from a direction not related to the eigenvectors.
  private static final int FROM_NOTHING = 40;

  /// What of the growth before is kept in each iteration: growth oscillates if the largest
  /// eigenvalues are a complex pair.
  private static final double KEPT = 0.9;

  /// Estimates it at a start.
  static SpectralRadius begin(
      FieldGraph field, Tensor t, Tensor y, Tensor derivative, List<Tensor> p) {
    int d = field.dimension();
    double[] rough = new double[d];
    for (int i = 0; i < d; i++) {
      rough[i] = (i % 2 == 0 ? 1 : -1) + 0.37 * i / d;
    }
    Tensor mixed =
        unit(derivative).plus(y.tracer().constant(Literal.of(y.type(), rough)).times(0.5));
    return new SpectralRadius(unit(mixed), t.scalar(0)).refine(field, t, y, p, FROM_NOTHING);
  }

  /// Iterates on at another point.
  SpectralRadius refine(FieldGraph field, Tensor t, Tensor y, List<Tensor> p, int iterations) {
    Graph product = ForwardMode.jvp(field.graph(), List.of(1));
    List<Tensor> constants = new ArrayList<>(List.of(t, y));
    constants.addAll(p);
    List<Tensor> reached =
        Loop.whileTrue(
            constants,
            List.of(t.scalar(0), vector, radius),
            (c, x) -> x.getFirst().compare(Comparison.LT, iterations),
            (c, x) -> iterate(product, c, x));
    return new SpectralRadius(reached.get(1), reached.get(2));
  }

  private static List<Tensor> iterate(Graph product, List<Tensor> constants, List<Tensor> carry) {
    Tensor v = carry.get(1);
    List<Tensor> arguments = new ArrayList<>(constants);
    arguments.add(v);
    Tensor image = v.tracer().call(product, arguments).getLast();
    Tensor growth = norm(image);
    Tensor rho = growth.max(carry.get(2).times(KEPT));
    Tensor vanishes = growth.compare(Comparison.LE, 1e-150);
    Tensor next = vanishes.select(v, image.dividedBy(vanishes.select(growth.scalar(1), growth)));
    return List.of(carry.getFirst().plus(1), next, rho);
  }

  private static Tensor norm(Tensor x) {
    return x.times(x).sum().sqrt();
  }

  private static Tensor unit(Tensor x) {
    Tensor size = norm(x);
    Tensor usable = size.compare(Comparison.GT, 1e-150);
    return usable.select(x.dividedBy(size), x.zeros());
  }
}
