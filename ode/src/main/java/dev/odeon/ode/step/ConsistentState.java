package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;

/// A state that satisfies the algebraic equations of a problem with a singular mass matrix: the
/// given one, moved only along what the matrix takes to zero. With P the projector onto the
/// algebraic equations, `M (z - y) + P f(t, z, p) = 0` is solved by Newton's iteration with the
/// matrix `M + P J`, see [Slope]: both parts vanish by themselves, `M y` stays. Its derivative is
/// that of the solution, `dz = (M + P J)^-1 (M dy - P f_p dp)`.
final class ConsistentState {
  private ConsistentState() {}

  /// The state, and 1 if it was found, else 0.
  ///
  /// @param derivatives up to which order they are exact
  static List<Tensor> trace(FieldGraph field, Tensor t, Tensor y, List<Tensor> p, int derivatives) {
    List<Tensor> x = new ArrayList<>(List.of(t, y));
    x.addAll(p);
    Newton newton =
        ImplicitFunction.solve(
            new Equation(field, FieldJacobian.of(field)), x, y, y.scalar(Newton.RUNS), derivatives);
    Tensor found = newton.state().compare(Comparison.EQ, Newton.CONVERGED);
    Tensor state = newton.x().getFirst();
    return List.of(found.select(state, y), found.select(t.scalar(1), t.scalar(0)));
  }

  private record Equation(FieldGraph field, FieldJacobian jacobian)
      implements ImplicitFunction.Equation {
    @Override
    public Tensor residual(List<Tensor> x, Tensor z) {
      Tensor f = Stages.evaluate(field, x.getFirst(), z, x.subList(2, x.size())).getFirst();
      Mass mass = Mass.of(field);
      return mass.times(x.get(1).minus(z)).minus(mass.constrain(f));
    }

    @Override
    public StageMatrix matrix(List<Tensor> x, Tensor z) {
      return jacobian.constrained(jacobian.at(x.getFirst(), z, x.subList(2, x.size())));
    }

    @Override
    public Tensor scale(List<Tensor> x, Tensor z) {
      return Newton.scale(new ErrorNorm.Ignored(), z);
    }
  }
}
