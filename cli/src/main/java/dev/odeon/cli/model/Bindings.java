package dev.odeon.cli.model;

import dev.odeon.nn.trace.Tensor;
import java.util.List;

/// What the names of a formula stand for while it is traced.
interface Bindings {
  /// The tensor called `name`.
  Tensor name(String name);

  /// Output number `output` of a network.
  Tensor network(String network, List<Tensor> arguments, int output);

  /// A number.
  Tensor literal(double value);
}
