package dev.odeon.cli.engine;

import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.LossKind;
import dev.odeon.cli.fitfile.LossScale;
import dev.odeon.cli.model.TracedModel;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.loss.Penalty;
import dev.odeon.nn.loss.ResidualScale;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Measurements within a trace: residuals of the model's quantities, and the loss of the fit file.
///
/// @param file says what is compared and how
/// @param data the measurements
record Observations(FitFile file, TimeSeries data) {
  /// Number of measurements, missing ones not counted.
  int count() {
    return data.names().stream().mapToInt(data::present).sum();
  }

  /// The loss, a scalar: the weighted mean over all measurements, or for `gaussian` the negative
  /// log likelihood a measurement, with the standard deviation of each quantity at its most likely
  /// value.
  Tensor loss(TracedModel model, Tensor states) {
    List<Tensor> parts = new ArrayList<>();
    for (String name : data.names()) {
      double weight = file.loss().weight(name);
      Tensor sum =
          scaledLoss()
              .sum(predicted(model, states, name), observed(model, name), weights(model, name, 1));
      parts.add(
          file.loss().kind() == LossKind.GAUSSIAN
              ? likelihood(sum, name, weight)
              : sum.times(weight));
    }
    Tensor total = parts.getFirst();
    for (Tensor part : parts.subList(1, parts.size())) {
      total = total.plus(part);
    }
    return total.dividedBy(count());
  }

  /// `n/2 (log(2 pi s^2) + 1)` with s^2 the mean square.
  private Tensor likelihood(Tensor sumOfSquares, String name, double weight) {
    int n = data.present(name);
    if (n == 0) {
      return sumOfSquares;
    }
    Tensor variance = sumOfSquares.dividedBy(n);
    return variance.log().plus(Math.log(2 * Math.PI) + 1).times(0.5 * n * weight);
  }

  /// Residuals of all measurements one after another, 0 where one is missing, each times the root
  /// of its weight: the sum of their squares is the mean square loss times the number of
  /// measurements.
  Tensor residuals(TracedModel model, Tensor states) {
    List<Tensor> parts = new ArrayList<>();
    for (String name : data.names()) {
      Tensor r =
          scaledLoss()
              .residuals(
                  predicted(model, states, name), observed(model, name), weights(model, name, 1));
      parts.add(r.times(Math.sqrt(file.loss().weight(name))));
    }
    return Tensor.concatenate(parts);
  }

  private Loss scaledLoss() {
    Penalty penalty =
        switch (file.loss().kind()) {
          case MSE, GAUSSIAN -> new Penalty.Square();
          case MAE -> new Penalty.Absolute();
          case HUBER -> new Penalty.Huber(1);
        };
    return new Loss(
        penalty, file.loss().on() == LossScale.LOG ? ResidualScale.LOG : ResidualScale.VALUE);
  }

  /// The model's quantity in every row of the data: repeated measurements read the same row of the
  /// solution.
  private Tensor predicted(TracedModel model, Tensor states, String name) {
    double[] times = data.distinctTimes();
    Tensor column = model.quantity(name, states, times);
    if (times.length == data.rows()) {
      return column;
    }
    int[] index = data.distinctIndex();
    double[] selection = new double[data.rows() * times.length];
    for (int row = 0; row < data.rows(); row++) {
      selection[row * times.length + index[row]] = 1;
    }
    TensorType type = TensorType.f64(data.rows(), times.length);
    return model.tracer().constant(Literal.of(type, selection)).dot(column);
  }

  private Tensor observed(TracedModel model, String name) {
    double[] values = data.column(name);
    for (int i = 0; i < values.length; i++) {
      values[i] = Double.isNaN(values[i]) ? 1 : values[i];
    }
    return vector(model, values);
  }

  private Tensor weights(TracedModel model, String name, double weight) {
    double[] values = data.column(name);
    for (int i = 0; i < values.length; i++) {
      values[i] = Double.isNaN(values[i]) ? 0 : weight;
    }
    return vector(model, values);
  }

  private static Tensor vector(TracedModel model, double[] values) {
    return model
        .tracer()
        .constant(Literal.of(new TensorType(DType.F64, Shape.of(values.length)), values));
  }
}
