package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// The port-Hamiltonian form `dx/dt = (J(x) - R(x)) grad H(x) + G(x) u` with J antisymmetric and `R
/// = C C^T`: without input, H never grows along an exact trajectory.
///
/// Input `[d + inputs]`: the state x `[d]`, then the input u of the port; output dx/dt `[d]`. With
/// no inputs it is a field for a neural differential equation by itself. The output of the port is
/// `G^T grad H`; stored energy grows by at most `u . (G^T grad H)`. Parameters: those of the four
/// layers under `energy`, `interconnection`, `dissipation`, and, with inputs, `port`.
///
/// van der Schaft, Jeltsema, Port-Hamiltonian systems theory (2014), equation 4.16.
///
/// @param dimension d, at least 2
/// @param inputs length of u, at least 0
/// @param energy H, from x to one number
/// @param interconnection from x to the d (d - 1) / 2 entries of J below the diagonal, row by row
/// @param dissipation from x to the d (d + 1) / 2 entries of the lower triangular C, row by row
/// @param port from x to the d times `inputs` entries of G, row by row; not used without inputs
public record PortHamiltonian(
    int dimension, int inputs, Layer energy, Layer interconnection, Layer dissipation, Layer port)
    implements Layer {
  private static final String NAME = "port-hamiltonian";

  public PortHamiltonian {
    if (dimension < 2) {
      throw new IllegalArgumentException(NAME + ": dimension " + dimension + " is below 2");
    }
    if (inputs < 0) {
      throw new IllegalArgumentException(NAME + ": inputs " + inputs + " is negative");
    }
    Shape x = Shape.of(dimension);
    StateHalves.checkScalar(NAME, "energy", energy, x);
    StateHalves.checkSize(NAME, "interconnection", interconnection, x, Triangles.strict(dimension));
    StateHalves.checkSize(NAME, "dissipation", dissipation, x, Triangles.withDiagonal(dimension));
    if (inputs > 0) {
      StateHalves.checkSize(NAME, "port", port, x, dimension * inputs);
    }
  }

  /// Without input.
  public static PortHamiltonian closed(
      int dimension, Layer energy, Layer interconnection, Layer dissipation) {
    return new PortHamiltonian(
        dimension, 0, energy, interconnection, dissipation, Learned.filled(1, 0));
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    Shape x = Shape.of(dimension);
    ParameterSpec.Builder builder =
        ParameterSpec.builder()
            .add("energy", energy.parameters(x))
            .add("interconnection", interconnection.parameters(x))
            .add("dissipation", dissipation.parameters(x));
    return inputs == 0 ? builder.build() : builder.add("port", port.parameters(x)).build();
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(dimension);
  }

  @Override
  public Tensor apply(Parameters p, Tensor input) {
    check(input.shape());
    Tensor x = input.slice(0, dimension);
    Tensor slope = LayerDerivatives.of(energy, p.at("energy"), x).gradient();
    Tensor j =
        Triangles.antisymmetric(interconnection.apply(p.at("interconnection"), x), dimension);
    Tensor c = Triangles.lower(dissipation.apply(p.at("dissipation"), x), dimension);
    Tensor flow = j.dot(slope).minus(c.dot(c.transpose().dot(slope)));
    if (inputs == 0) {
      return flow;
    }
    Tensor g = port.apply(p.at("port"), x).reshape(Shape.of(dimension, inputs));
    return flow.plus(g.dot(input.slice(dimension, dimension + inputs)));
  }

  private void check(Shape input) {
    if (!input.equals(Shape.of(dimension + inputs))) {
      throw new IllegalArgumentException(
          NAME + ": input of shape [" + input + "] is not [" + (dimension + inputs) + "]");
    }
  }
}
