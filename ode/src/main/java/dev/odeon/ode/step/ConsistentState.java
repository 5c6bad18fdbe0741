package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;

/// A state that satisfies the algebraic equations of a problem with a singular mass matrix: the
/// given one, moved only along what the matrix takes to zero. `M y` stays, and `P f(t, y, p) = 0`
/// is solved by Newton's iteration with the matrix `M + P J`, see [Slope].
final class ConsistentState {
  private ConsistentState() {}

  /// The state, and 1 if it was found, else 0.
  static List<Tensor> trace(FieldGraph field, Tensor t, Tensor y, List<Tensor> p) {
    List<Tensor> x = new ArrayList<>(List.of(t));
    x.addAll(p);
    Newton newton =
        ImplicitFunction.solve(
            new Equation(field, FieldJacobian.of(field)), x, y, y.scalar(Newton.RUNS), 1);
    Tensor found = newton.state().compare(Comparison.EQ, Newton.CONVERGED);
    Tensor state = newton.x().getFirst();
    return List.of(found.select(state, y), found.select(t.scalar(1), t.scalar(0)));
  }

  private record Equation(FieldGraph field, FieldJacobian jacobian)
      implements ImplicitFunction.Equation {
    @Override
    public Tensor residual(List<Tensor> x, Tensor z) {
      Tensor f = Stages.evaluate(field, x.getFirst(), z, x.subList(1, x.size())).getFirst();
      return Mass.of(field).constrain(f).negate();
    }

    @Override
    public StageMatrix matrix(List<Tensor> x, Tensor z) {
      return jacobian.constrained(jacobian.at(x.getFirst(), z, x.subList(1, x.size())));
    }

    @Override
    public Tensor scale(List<Tensor> x, Tensor z) {
      return Newton.scale(new ErrorNorm.Ignored(), z);
    }
  }
}
