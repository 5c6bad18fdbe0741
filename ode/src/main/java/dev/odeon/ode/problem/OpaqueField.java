package dev.odeon.ode.problem;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UserFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.function.UnaryOperator;

/// A field given as Java code on arrays, which cannot be traced: it runs on the CPU, one trajectory
/// at a time, and is differentiated by differences or by a Jacobian that is given with it.
///
/// Where dy/dt can be written on tensors, [FieldGraph#trace] is better: it is faster, exact in its
/// derivatives, and can be differentiated in reverse.
@FunctionalInterface
public interface OpaqueField {
  /// Computes dy/dt.
  ///
  /// An exception counts as a derivative of NaN: an adaptive method tries a smaller step, and if
  /// that does not help the trajectory ends in `Outcome.FieldFailed`, which names the exception,
  /// the line that threw it, the time and the state; its stack trace goes to the log at level
  /// `DEBUG`. Errors pass through.
  ///
  /// @param t time
  /// @param y state, read
  /// @param derivative written; as long as y
  void compute(double t, double[] y, double[] derivative);

  /// The field as a graph of one primitive.
  ///
  /// Its forward derivative along `(dt, v)` is the central difference over the steps `+-e`, with e
  /// the cube root of 2^-52 (6.1e-6) over the largest `|v_i| / max(|y_i|, 1e-4 max|y|, 1e-6)`; its
  /// relative error is about 1e-10 for smooth fields. It has no reverse derivative.
  ///
  /// @param name for messages
  /// @param dimension length of the state, at least 1
  /// @param field pure; called by one thread at a time for each executable
  static FieldGraph graph(String name, int dimension, OpaqueField field) {
    return graph(
        name,
        dimension,
        field,
        function -> function.withJvp((in, out) -> difference(field, in, out[0])));
  }

  /// The field as a graph of one primitive, with its Jacobian: exact where that is, and with a
  /// reverse derivative, so that solves have gradients for the initial state.
  ///
  /// Its derivative for the time is a central difference.
  ///
  /// @param name for messages
  /// @param dimension length of the state, at least 1
  /// @param field pure; called by one thread at a time for each executable
  /// @param jacobian pure, like the field
  static FieldGraph graph(String name, int dimension, OpaqueField field, OpaqueJacobian jacobian) {
    KnownJacobian known = new KnownJacobian(jacobian);
    return graph(
        name,
        dimension,
        field,
        function ->
            function
                .withJvp((in, out) -> forward(field, known, in, out[0]))
                .withVjp((in, out) -> reverse(field, known, in, out)));
  }

  private static FieldGraph graph(
      String name, int dimension, OpaqueField field, UnaryOperator<UserFunction> derivatives) {
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension " + dimension + " of the state is below 1");
    }
    TensorType time = TensorType.scalar(DType.F64);
    TensorType state = TensorType.f64(dimension);
    UserFunction function =
        derivatives.apply(
            UserFunction.of(
                name.replaceAll("[^A-Za-z0-9_.]", "_"),
                List.of(time, state),
                List.of(state),
                (in, out) -> evaluate(field, in[0][0], in[1], out[0])));
    Tracer tracer = new Tracer();
    Tensor t = tracer.input(time, Scope.PER_LANE);
    Tensor y = tracer.input(state, Scope.PER_LANE);
    Tensor derivative = tracer.apply1(new Op.Custom(function), t, y);
    return new FieldGraph(tracer.graph(name, List.of(derivative)), List.of());
  }

  private static void evaluate(OpaqueField field, double t, double[] y, double[] derivative) {
    try {
      field.compute(t, y.clone(), derivative);
    } catch (RuntimeException e) {
      System.getLogger("dev.odeon.ode.problem")
          .log(System.Logger.Level.DEBUG, () -> "the field failed at t = " + t, e);
      FieldFailure.report(t, y, e);
      java.util.Arrays.fill(derivative, Double.NaN);
    }
  }

  private static void forward(
      OpaqueField field, KnownJacobian jacobian, double[][] in, double[] out) {
    if (in[2][0] != 0) {
      double[] slope = slope(field, in[0][0], in[1]);
      for (int i = 0; i < out.length; i++) {
        out[i] = slope[i] * in[2][0];
      }
    }
    jacobian.addTimes(in[0][0], in[1], in[3], out);
  }

  private static void reverse(
      OpaqueField field, KnownJacobian jacobian, double[][] in, double[][] out) {
    double[] slope = slope(field, in[0][0], in[1]);
    for (int i = 0; i < slope.length; i++) {
      out[0][0] += slope[i] * in[2][i];
    }
    jacobian.transposedTimes(in[0][0], in[1], in[2], out[1]);
  }

  /// The derivative for the time, by a central difference.
  private static double[] slope(OpaqueField field, double t, double[] y) {
    double[] slope = new double[y.length];
    difference(field, new double[][] {{t}, y, {1}, new double[y.length]}, slope);
    return slope;
  }

  private static void difference(OpaqueField field, double[][] in, double[] out) {
    double[] y = in[1];
    double dt = in[2][0];
    double[] v = in[3];
    double e = Math.cbrt(Math.ulp(1.0)) / speed(in[0][0], y, dt, v);
    if (Double.isInfinite(e)) {
      return;
    }
    double[] moved = new double[y.length];
    double[] ahead = new double[y.length];
    double[] behind = new double[y.length];
    move(y, v, e, moved);
    evaluate(field, in[0][0] + e * dt, moved, ahead);
    move(y, v, -e, moved);
    evaluate(field, in[0][0] - e * dt, moved, behind);
    for (int i = 0; i < out.length; i++) {
      out[i] = (ahead[i] - behind[i]) / (2 * e);
    }
  }

  private static void move(double[] y, double[] v, double e, double[] moved) {
    for (int i = 0; i < y.length; i++) {
      moved[i] = Math.fma(e, v[i], y[i]);
    }
  }

  /// The largest relative change of a component, or of the time, for a unit step.
  private static double speed(double t, double[] y, double dt, double[] v) {
    double largest = 0;
    for (double component : y) {
      largest = Math.max(largest, Math.abs(component));
    }
    double floor = Math.max(1e-4 * largest, 1e-6);
    double speed = Math.abs(dt) / Math.max(Math.abs(t), 1e-3);
    for (int i = 0; i < y.length; i++) {
      speed = Math.max(speed, Math.abs(v[i]) / Math.max(Math.abs(y[i]), floor));
    }
    return speed;
  }
}
