package dev.odeon.examples;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.layer.LayerDerivatives;
import dev.odeon.nn.layer.PortHamiltonian;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;

/// A port-Hamiltonian field with one more state that counts the work done through its port, `de/dt
/// = u . G^T grad H`. Its parameters are those of the field.
///
/// @param field of dimension d
record EnergyMeter(PortHamiltonian field) implements Layer {
  @Override
  public ParameterSpec parameters(Shape input) {
    return field.parameters(Shape.of(field.dimension() + field.inputs()));
  }

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(field.dimension() + 1);
  }

  @Override
  public Tensor apply(Parameters p, Tensor input) {
    int d = field.dimension();
    Tensor x = input.slice(0, d);
    Tensor u = input.slice(d + 1, d + 1 + field.inputs());
    Tensor slope = LayerDerivatives.of(field.energy(), p.at("energy"), x).gradient();
    Tensor g = field.port().apply(p.at("port"), x).reshape(Shape.of(d, field.inputs()));
    Tensor rate = field.apply(p, Tensor.concatenate(x, u));
    return Tensor.concatenate(rate, g.dot(u).dot(slope));
  }

  /// H of each of the metered states, `[time][component]`, less that of the first.
  double[] stored(ParameterVector parameters, double[] metered) {
    int d = field.dimension();
    int count = metered.length / (d + 1);
    double[] states = new double[d * count];
    for (int i = 0; i < states.length; i++) {
      states[i] = metered[i % count * (d + 1) + i / count];
    }
    Samples samples = new Samples(count, Shape.of(d), states, Shape.of(1), new double[count]);
    double[] stored = Fit.of(new Stored(field), Loss.MEAN_SQUARE, samples).predict(parameters);
    double start = stored[0];
    for (int i = 0; i < count; i++) {
      stored[i] -= start;
    }
    return stored;
  }

  /// H, with the parameters of the whole field.
  private record Stored(PortHamiltonian field) implements Layer {
    @Override
    public ParameterSpec parameters(Shape input) {
      return field.parameters(Shape.of(field.dimension() + field.inputs()));
    }

    @Override
    public Shape outputShape(Shape input) {
      return Shape.of(1);
    }

    @Override
    public Tensor apply(Parameters p, Tensor x) {
      return field.energy().apply(p.at("energy"), x);
    }
  }
}
