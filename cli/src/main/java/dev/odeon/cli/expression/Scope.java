package dev.odeon.cli.expression;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// What a formula may refer to.
///
/// @param names states, parameters, constants, derived quantities, `t`; in the order of a
///   suggestion
/// @param networks networks by name
public record Scope(Set<String> names, Map<String, NetworkShape> networks) {
  /// The numbers of inputs and outputs of a network.
  public record NetworkShape(int inputs, int outputs) {}

  /// Copies both, keeping their order.
  public Scope {
    names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    networks = Collections.unmodifiableMap(new LinkedHashMap<>(networks));
  }

  /// A scope of names alone.
  public static Scope of(Collection<String> names) {
    return new Scope(new LinkedHashSet<>(names), Map.of());
  }
}
