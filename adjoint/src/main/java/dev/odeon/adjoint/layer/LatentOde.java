package dev.odeon.adjoint.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.EachRow;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.SaveAt;

/// A latent differential equation: an encoder reads a sequence and gives the distribution of a
/// latent start, an equation carries the start to any time, a decoder reads each latent state.
/// Chen, Rubanova, Bettencourt, Duvenaud, Neural ordinary differential equations (2018), section 5;
/// with an [OdeRnn] as encoder, Rubanova, Chen, Duvenaud (2019).
///
/// As a layer its output is `[m, k]`, decoded from the mean of the latent start. Parameters
/// `encoder.`, `flow.` and `decoder.`.
///
/// @param latent length l of the latent state, at least 1
/// @param encoder from a sequence to `[2 l]`, mean and logarithm of the variance of the start
/// @param flow from `[l]` to the latent states `[m, l]` at the save times
/// @param decoder from `[l]` to `[k]`, the same at every time
public record LatentOde(int latent, Layer encoder, NeuralOde flow, Layer decoder)
    implements Layer {
  public LatentOde {
    if (latent < 1) {
      throw new IllegalArgumentException("latent ode: latent length " + latent + " is below 1");
    }
    flow.outputShape(Shape.of(latent));
  }

  /// With other save times, such as later ones.
  public LatentOde savingAt(SaveAt times) {
    return new LatentOde(latent, encoder, flow.savingAt(times), decoder);
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    Shape code = encoder.outputShape(input);
    if (!code.equals(Shape.of(2 * latent))) {
      throw new IllegalArgumentException(
          "latent ode: encoder has output [" + code + "], not [" + 2 * latent + "]");
    }
    return ParameterSpec.builder()
        .add("encoder", encoder.parameters(input))
        .add("flow", flow.parameters(Shape.of(latent)))
        .add("decoder", decoder.parameters(Shape.of(latent)))
        .build();
  }

  @Override
  public Shape outputShape(Shape input) {
    return new EachRow(decoder).outputShape(flow.outputShape(Shape.of(latent)));
  }

  @Override
  public Tensor apply(Parameters p, Tensor sequence) {
    Tensor none = sequence.scalar(0).broadcast(Shape.of(latent));
    return trace(p, sequence, none).outputs();
  }

  /// The path from one draw of the latent start, `mean + noise * std`.
  ///
  /// @param noise `[l]`, standard normal
  public LatentPath trace(Parameters p, Tensor sequence, Tensor noise) {
    parameters(sequence.shape());
    Tensor code = encoder.apply(p.at("encoder"), sequence);
    Tensor mean = code.slice(0, latent);
    Tensor logVariance = code.slice(latent, 2 * latent);
    Tensor start = mean.plus(logVariance.times(0.5).exp().times(noise));
    Tensor states = flow.apply(p.at("flow"), start);
    Tensor outputs = new EachRow(decoder).apply(p.at("decoder"), states);
    return new LatentPath(mean, logVariance, outputs);
  }
}
