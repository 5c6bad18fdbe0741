package dev.odeon.cli.model;

import dev.odeon.cli.fitfile.Initialization;
import dev.odeon.cli.fitfile.LayerSpec;
import dev.odeon.cli.fitfile.NetworkSpec;
import dev.odeon.nn.init.GlorotNormal;
import dev.odeon.nn.init.GlorotUniform;
import dev.odeon.nn.init.Initializer;
import dev.odeon.nn.init.KaimingNormal;
import dev.odeon.nn.init.KaimingUniform;
import dev.odeon.nn.init.Zeros;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Layer;
import java.util.ArrayList;
import java.util.List;

/// Networks of a fit file as layers.
final class Networks {
  private Networks() {}

  static Chain layer(NetworkSpec spec) {
    List<Layer> layers = new ArrayList<>();
    int in = spec.inputs();
    for (LayerSpec layer : spec.layers()) {
      layers.add(
          new Dense(in, layer.width(), activation(layer), initializer(spec.init()), new Zeros()));
      in = layer.width();
    }
    return new Chain(layers);
  }

  private static Activation activation(LayerSpec layer) {
    return switch (layer.activation()) {
      case IDENTITY -> Activation.IDENTITY;
      case TANH -> Activation.TANH;
      case RELU -> Activation.RELU;
      case SIGMOID -> Activation.LOGISTIC;
      case SOFTPLUS -> Activation.SOFTPLUS;
      case ELU -> Activation.ELU;
      case GELU -> Activation.GELU;
      case SWISH -> Activation.SWISH;
      case SIN -> Activation.SIN;
    };
  }

  private static Initializer initializer(Initialization init) {
    return switch (init) {
      case GLOROT_UNIFORM -> new GlorotUniform();
      case GLOROT_NORMAL -> new GlorotNormal();
      case KAIMING_UNIFORM -> new KaimingUniform();
      case KAIMING_NORMAL -> new KaimingNormal();
      case ZEROS -> new Zeros();
    };
  }
}
