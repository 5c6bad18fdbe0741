package dev.odeon.ode.step;

import dev.odeon.nn.ad.sparse.JacobianSparsity;
import dev.odeon.nn.ad.sparse.SparsityPattern;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.problem.BrownianMotion;
import dev.odeon.ode.problem.Calculus;
import dev.odeon.ode.problem.Diffusion;
import dev.odeon.ode.problem.FieldGraph;
import java.util.HashSet;
import java.util.Set;

/// Whether a method takes the noise of a field.
final class NoiseForm {
  private NoiseForm() {}

  /// Checks that noise meets a stochastic method, and only there.
  ///
  /// @throws IllegalArgumentException if it does not, naming methods that would do
  static void check(FieldGraph field, LaneMethod method) {
    if (method instanceof StochasticMethod == field.diffusion().isPresent()) {
      return;
    }
    String name = "method '" + method.name() + "' ";
    throw new IllegalArgumentException(
        field.diffusion().isPresent()
            ? name
                + "integrates dy/dt = f, but field '"
                + field.graph().name()
                + "' has noise; use "
                + StochasticMethod.ALL.stream().map(LaneMethod::name).toList()
            : name
                + "integrates dy = f dt + g dW, but field '"
                + field.graph().name()
                + "' has no noise; see StochasticField");
  }

  /// Checks that `method` takes the noise of `field`.
  ///
  /// @throws IllegalArgumentException if it does not
  static void check(FieldGraph field, StochasticMethod method) {
    Diffusion diffusion = field.diffusion().orElseThrow();
    if (!method.scheme().suits(diffusion.calculus())) {
      throw refused(
          method,
          field,
          "is "
              + sense(diffusion.calculus())
              + "; take FieldGraph.inTheSenseOf, or "
              + others(diffusion));
    }
    switch (method.scheme()) {
      case MILSTEIN -> checkOwnComponents(field, method, diffusion);
      case SRA1 -> checkAdditive(field, method, diffusion);
      case EULER_MARUYAMA, EULER_HEUN, HEUN -> {}
    }
  }

  private static String sense(Calculus calculus) {
    return switch (calculus) {
      case ITO -> "in the sense of Ito";
      case STRATONOVICH -> "in the sense of Stratonovich";
    };
  }

  private static String others(Diffusion diffusion) {
    return switch (diffusion.calculus()) {
      case ITO -> "euler_maruyama or milstein";
      case STRATONOVICH -> "euler_heun, stratonovich_heun or milstein";
    };
  }

  private static void checkOwnComponents(
      FieldGraph field, StochasticMethod method, Diffusion diffusion) {
    if (!diffusion.isDiagonal() && field.dimension() * diffusion.noises() != 1) {
      throw refused(
          method, field, "is a matrix: this method needs one noise for each component, g a vector");
    }
    SparsityPattern pattern = JacobianSparsity.of(diffusion.graph(), 1, 0);
    for (int row = 0; row < field.dimension(); row++) {
      for (int column : pattern.row(row)) {
        if (column != row) {
          throw refused(
              method,
              field,
              "of component "
                  + row
                  + " depends on component "
                  + column
                  + ": this method needs noises that depend on their own component alone");
        }
      }
    }
  }

  private static void checkAdditive(FieldGraph field, StochasticMethod method, Diffusion noise) {
    SparsityPattern pattern = JacobianSparsity.of(noise.graph(), 1, 0);
    for (int row = 0; row < field.dimension() * (noise.isDiagonal() ? 1 : noise.noises()); row++) {
      if (pattern.row(row).length > 0) {
        throw refused(
            method,
            field,
            "depends on component "
                + pattern.row(row)[0]
                + " of the state: this method needs noise that does not depend on the state");
      }
    }
    if (reads(noise.graph(), noise.graph().inputs().get(1))) {
      throw refused(
          method,
          field,
          "depends on the state, if only in a comparison or where no derivative is taken: this"
              + " method needs noise that does not depend on the state");
    }
    if (noise.motion() instanceof BrownianMotion.Tree) {
      throw refused(
          method, field, "follows a path of BrownianMotion.Tree, which has no integrals of W");
    }
  }

  /// Whether the first output of `graph` depends on `input` in any way.
  private static boolean reads(Graph graph, Value input) {
    Set<Value> reached = new HashSet<>(Set.of(input));
    for (Equation equation : graph.equations()) {
      if (equation.operands().stream().anyMatch(reached::contains)) {
        reached.addAll(equation.results());
      }
    }
    return reached.contains(graph.outputs().getFirst());
  }

  private static IllegalArgumentException refused(
      StochasticMethod method, FieldGraph field, String why) {
    return new IllegalArgumentException(
        "method '" + method.name() + "': the noise of field '" + field.graph().name() + "' " + why);
  }
}
