package dev.odeon.ode.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BdfRuleTest {
  /// y' = cos(t)^3 - sin(t) - y^3, solved by cos(t).
  private static FieldGraph cubic() {
    return FieldGraph.trace(
        "cubic",
        (t, y, p) -> {
          Tensor c = t.cos();
          return c.times(c).times(c).minus(t.sin()).minus(y.times(y).times(y));
        },
        1);
  }

  private static Graph step(BdfRule rule) {
    Tracer tracer = new Tracer();
    Tensor t = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Tensor h = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Tensor y = tracer.input(TensorType.f64(1), Scope.PER_LANE);
    List<Tensor> memory = new ArrayList<>();
    rule.memory().forEach(type -> memory.add(tracer.input(type, Scope.PER_LANE)));
    Trial trial = rule.attempt(new StepPoint(t, h, y, memory, List.of()), new ErrorNorm.Ignored());
    List<Tensor> out = new ArrayList<>(List.of(trial.y1()));
    out.add(
        rule.interpolate(
            t.scalar(0.4), new StepPoint(t, h, y, List.of(), List.of()), trial.dense()));
    return tracer.graph("step", out);
  }

  /// Backward differences of cos at `t` in steps of `h`, `D^0` first.
  private static double[] differences(double t, double h, int count) {
    double[] values = new double[count + 1];
    for (int i = 0; i <= count; i++) {
      values[i] = Math.cos(t - i * h);
    }
    double[] result = new double[count + 1];
    for (int k = 0; k <= count; k++) {
      result[k] = values[0];
      for (int i = 0; i < count - k; i++) {
        values[i] -= values[i + 1];
      }
    }
    return result;
  }

  /// From exact differences, one step of order k has an error of order k + 1; so has the
  /// polynomial.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void oneStepHasTheErrorOfItsOrder(int order) {
    BdfRule rule = new BdfRule(cubic(), new Bdf("fixed", order));
    Graph graph = step(rule);
    double[] sizes = {0.2, 0.14, 0.1, 0.07, 0.05};
    double[][] errors = new double[2][sizes.length];
    double t = 0.7;
    for (int i = 0; i < sizes.length; i++) {
      double h = sizes[i];
      double[] d = differences(t, h, Differences.COUNT);
      double[][] in = new double[3 + rule.memory().size()][];
      in[0] = new double[] {t};
      in[1] = new double[] {h};
      in[2] = new double[] {d[0]};
      for (int k = 0; k < rule.memory().size(); k++) {
        in[3 + k] = new double[] {k < Differences.COUNT ? d[1 + k] : 0};
      }
      in[3 + Differences.COUNT][0] = order;
      in[3 + Differences.COUNT + 1][0] = h;
      in[3 + Differences.COUNT + 4][0] = 1;
      double[][] out = {{0}, {0}};
      new ReferenceBackend().compile(graph).run(in, out, 1);
      errors[0][i] = Math.abs(out[0][0] - Math.cos(t + h));
      errors[1][i] = Math.abs(out[1][0] - Math.cos(t + 0.4 * h));
    }
    for (int what = 0; what < 2; what++) {
      int n = sizes.length - 1;
      double slope = Math.log(errors[what][0] / errors[what][n]) / Math.log(sizes[0] / sizes[n]);
      assertEquals(
          order + 1,
          slope,
          0.3,
          (what == 0 ? "step" : "polynomial") + " errors " + Arrays.toString(errors[what]));
    }
  }

  /// Differences of a polynomial of degree 5 in other steps are those of the same polynomial.
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.5, 1.7, 4})
  void differencesChangeToOtherSteps(double factor) {
    Tracer tracer = new Tracer();
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < Differences.COUNT; i++) {
      rows.add(tracer.input(TensorType.f64(1), Scope.PER_LANE));
    }
    Tensor order = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Tensor by = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Graph graph = tracer.graph("rescaled", new Differences(rows, order).rescaled(by).rows());
    double[][] in = new double[Differences.COUNT + 2][1];
    double[] from = polynomialDifferences(1);
    double[] to = polynomialDifferences(factor);
    for (int i = 0; i < Differences.COUNT; i++) {
      in[i][0] = from[i + 1];
    }
    in[Differences.COUNT][0] = 5;
    in[Differences.COUNT + 1][0] = factor;
    double[][] out = new double[Differences.COUNT][1];
    new ReferenceBackend().compile(graph).run(in, out, 1);
    for (int i = 0; i < 5; i++) {
      assertEquals(
          to[i + 1], out[i][0], 1e-11 * Math.max(1, Math.abs(to[i + 1])), "difference " + (i + 1));
    }
  }

  private static double[] polynomialDifferences(double h) {
    int count = Differences.COUNT;
    double[] values = new double[count + 1];
    for (int i = 0; i <= count; i++) {
      double x = 1 - i * h;
      values[i] = 1 + x * (2 + x * (-1 + x * (0.5 + x * (0.25 - 0.125 * x))));
    }
    double[] result = new double[count + 1];
    for (int k = 0; k <= count; k++) {
      result[k] = values[0];
      for (int i = 0; i < count - k; i++) {
        values[i] -= values[i + 1];
      }
    }
    return result;
  }

  @Test
  void anOrderThatIsNotZeroStableIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Bdf("seven", 7));
    assertThrows(IllegalArgumentException.class, () -> new Bdf("none", 0));
  }
}
