package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import java.util.List;

/// Layers one after another; the parameters of layer i are named `i.` and its own names, counting
/// from 0.
///
/// @param layers in the order of application
public record Chain(List<Layer> layers) implements Layer {
  public Chain {
    layers = List.copyOf(layers);
  }

  /// The given layers in order.
  public static Chain of(Layer... layers) {
    return new Chain(List.of(layers));
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    ParameterSpec.Builder builder = ParameterSpec.builder();
    Shape shape = input;
    for (int i = 0; i < layers.size(); i++) {
      builder.add(Integer.toString(i), layers.get(i).parameters(shape));
      shape = layers.get(i).outputShape(shape);
    }
    return builder.build();
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape shape = input;
    for (Layer layer : layers) {
      shape = layer.outputShape(shape);
    }
    return shape;
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    Tensor y = x;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      String segment = Integer.toString(i);
      Tensor input = y;
      y = x.tracer().within(segment, () -> layer.apply(p.at(segment), input));
    }
    return y;
  }
}
