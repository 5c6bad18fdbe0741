package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.AdjointReport;
import dev.odeon.adjoint.AdjointSettings;
import dev.odeon.adjoint.ContinuousAdjoint;
import dev.odeon.adjoint.DiscreteAdjoint;
import dev.odeon.adjoint.Sensitivity;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.solution.Solution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/// One trajectory of a field with a parameter vector "p", and the gradient of a loss of its saved
/// states.
@SuppressWarnings("ArrayRecordComponent") // test data, never compared
record Differentiated(
    VectorField field,
    LaneMethod method,
    StepControl control,
    TimeSpan span,
    SaveAt saveAt,
    double[] initial,
    double[] p) {
  /// @param initial cotangent of the initial state
  /// @param p cotangent of the parameters
  record Gradient(double[] initial, double[] p, AdjointReport report) {}

  /// Every sensitivity.
  static List<Sensitivity> all() {
    return List.of(
        new Sensitivity.Discrete(),
        new Sensitivity.Backsolve(),
        new Sensitivity.Interpolating(),
        new Sensitivity.Quadrature(AdjointSettings.DEFAULT, Tolerances.of(1e-12, 1e-12)),
        new Sensitivity.Gauss());
  }

  Differentiated by(LaneMethod other, double tolerance) {
    StepControl steps = StepControl.adaptive(Tolerances.of(tolerance, tolerance));
    return new Differentiated(field, other, steps, span, saveAt, initial, p);
  }

  Differentiated savingAt(SaveAt times) {
    return new Differentiated(field, method, control, span, times, initial, p);
  }

  private LaneIntegrator integrator(SaveAt times) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    if (p.length > 0) {
      types.put("p", new ValueType(TensorType.f64(p.length), Scope.SHARED));
    }
    FieldGraph graph = FieldGraph.trace("field", field, initial.length, types);
    return new LaneIntegrator(graph, method, control, span, times, new ReferenceBackend(), 1);
  }

  private double[][] parameters() {
    return p.length > 0 ? new double[][] {p} : new double[0][];
  }

  Solution solve() {
    return integrator(saveAt).run(initial, parameters(), 1, Recording.NONE).solution();
  }

  /// @param cotangent from the saved states `[time][component]` to the derivative of the loss
  Gradient gradient(Sensitivity sensitivity, UnaryOperator<double[]> cotangent) {
    LaneIntegrator integrator = integrator(sensitivity.needsDense() ? saveAt.withDense() : saveAt);
    LaneRun run = integrator.run(initial, parameters(), 1, Recording.FULL);
    assertTrue(run.solution().isSuccess(), "the forward solve must succeed");
    double[] w = cotangent.apply(run.solution().states());
    double[] first = new double[initial.length];
    double[][] second = p.length > 0 ? new double[][] {new double[p.length]} : new double[0][];
    AdjointReport report = new AdjointReport(List.of(), List.of());
    if (sensitivity.isOfSteps()) {
      new DiscreteAdjoint(integrator).run(run, parameters(), w, first, second);
    } else {
      report =
          new ContinuousAdjoint(integrator, sensitivity).run(run, parameters(), w, first, second);
      assertTrue(report.isSuccess(), "the adjoint equation must be integrated");
    }
    return new Gradient(first, p.length > 0 ? second[0] : new double[0], report);
  }
}
