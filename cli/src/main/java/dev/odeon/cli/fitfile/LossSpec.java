package dev.odeon.cli.fitfile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Section `loss`.
///
/// @param kind how residuals are summed up
/// @param on what residuals are differences of
/// @param weights observed quantity -> weight of its residuals; 1 for those not named
public record LossSpec(LossKind kind, LossScale on, Map<String, Double> weights) {
  /// The section that stands for an absent one.
  public static final LossSpec DEFAULT = new LossSpec(LossKind.MSE, LossScale.LOG, Map.of());

  /// Copies the weights, keeping their order.
  public LossSpec {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  static LossSpec read(Located value) {
    Keys keys = value.keys("kind", "on", "weights");
    Map<String, Double> weights = new LinkedHashMap<>();
    keys.optional("weights")
        .ifPresent(
            section ->
                section.named().forEach((name, weight) -> weights.put(name, weight.notNegative())));
    return new LossSpec(
        keys.optional("kind").map(kind -> kind.choice(LossKind.class)).orElse(DEFAULT.kind),
        keys.optional("on").map(on -> on.choice(LossScale.class)).orElse(DEFAULT.on),
        weights);
  }

  /// The weight of an observed quantity.
  public double weight(String name) {
    return weights.getOrDefault(name, 1.0);
  }
}
