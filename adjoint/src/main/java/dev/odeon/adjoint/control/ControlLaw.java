package dev.odeon.adjoint.control;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// How a control u comes about. To keep it within limits, end the layer with a bounded function.
public sealed interface ControlLaw {
  /// The layer.
  Layer layer();

  /// Shape of what the layer sees of a state of length `dimension`.
  Shape input(int dimension);

  /// u at time `t` and state `x`.
  Tensor control(Tensor t, Tensor x, Parameters p);

  /// The layer's parameters.
  default ParameterSpec parameters(int dimension) {
    return layer().parameters(input(dimension));
  }

  /// Length of u.
  default int size(int dimension) {
    return layer().outputShape(input(dimension)).size();
  }

  /// A function of the state: works from any start.
  ///
  /// @param layer from the state to u
  record Feedback(Layer layer) implements ControlLaw {
    @Override
    public Shape input(int dimension) {
      return Shape.of(dimension);
    }

    @Override
    public Tensor control(Tensor t, Tensor x, Parameters p) {
      return layer.apply(p, x);
    }
  }

  /// A function of time: for one start, such as a [dev.odeon.nn.layer.Spline].
  ///
  /// @param layer from the time `[1]` to u
  record OpenLoop(Layer layer) implements ControlLaw {
    @Override
    public Shape input(int dimension) {
      return Shape.of(1);
    }

    @Override
    public Tensor control(Tensor t, Tensor x, Parameters p) {
      return layer.apply(p, t.reshape(Shape.of(1)));
    }
  }
}
