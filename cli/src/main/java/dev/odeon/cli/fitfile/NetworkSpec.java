package dev.odeon.cli.fitfile;

import java.util.List;

/// A network that equations call by name: dense layers in a chain.
///
/// @param inputs number of inputs
/// @param layers from the first to the last, whose width is the number of outputs
/// @param init how its weights are drawn
public record NetworkSpec(int inputs, List<LayerSpec> layers, Initialization init) {
  /// Copies the layers.
  public NetworkSpec {
    layers = List.copyOf(layers);
  }

  static NetworkSpec read(Located value) {
    Keys keys = value.keys("inputs", "layers", "init");
    Located layers = keys.required("layers");
    List<LayerSpec> specs = layers.list().stream().map(LayerSpec::read).toList();
    if (specs.isEmpty() || specs.size() > 1000) {
      throw layers.fault("must list 1 to 1000 layers, found " + specs.size());
    }
    return new NetworkSpec(
        keys.required("inputs").integer(1, LayerSpec.MAX_WIDTH),
        specs,
        keys.optional("init")
            .map(init -> init.choice(Initialization.class))
            .orElse(Initialization.GLOROT_UNIFORM));
  }

  /// Number of outputs.
  public int outputs() {
    return layers.getLast().width();
  }

  /// Number of weights and biases.
  public long size() {
    long size = 0;
    long before = inputs;
    for (LayerSpec layer : layers) {
      size += (before + 1) * layer.width();
      before = layer.width();
    }
    return size;
  }
}
