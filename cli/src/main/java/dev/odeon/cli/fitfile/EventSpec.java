package dev.odeon.cli.fitfile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A sudden change of states.
public sealed interface EventSpec {
  /// State -> its value just after the event, all computed from the values just before.
  Map<String, Formula> changes();

  /// At given times.
  record Scheduled(List<Double> at, Map<String, Formula> changes) implements EventSpec {
    /// Copies both.
    public Scheduled {
      at = List.copyOf(at);
      changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
    }
  }

  /// When a formula passes through zero.
  ///
  /// @param isLast whether the trajectory ends there
  record Triggered(Formula when, Direction direction, Map<String, Formula> changes, boolean isLast)
      implements EventSpec {
    /// Copies the changes.
    public Triggered {
      changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
    }
  }

  /// Reads one event; `number` counts from 1.
  static EventSpec read(int number, Located value) {
    Keys keys = value.keys("at", "when", "direction", "do", "end");
    String label = "event " + number;
    boolean isLast = keys.optional("end").map(Located::truth).orElse(false);
    Map<String, Formula> changes =
        isLast && keys.optional("do").isEmpty() ? Map.of() : changes(label, keys.required("do"));
    boolean scheduled = keys.optional("at").isPresent();
    if (scheduled == keys.optional("when").isPresent()) {
      throw value.fault("must have either 'at' or 'when'");
    }
    if (!scheduled) {
      return new Triggered(
          Formula.read(label + ", when", keys.required("when")),
          keys.optional("direction")
              .map(direction -> direction.choice(Direction.class))
              .orElse(Direction.BOTH),
          changes,
          isLast);
    }
    for (String key : List.of("direction", "end")) {
      if (keys.optional(key).isPresent()) {
        throw keys.required(key).fault("goes with 'when', not with 'at'");
      }
    }
    return new Scheduled(times(keys.required("at")), changes);
  }

  private static List<Double> times(Located at) {
    List<Double> times =
        at.isNumber()
            ? List.of(at.number())
            : at.list().stream().map(Located::number).sorted().toList();
    if (times.isEmpty() || times.stream().distinct().count() < times.size()) {
      throw at.fault("must be a time or a list of different times, found " + times);
    }
    return times;
  }

  private static Map<String, Formula> changes(String label, Located value) {
    Map<String, Formula> changes = new LinkedHashMap<>();
    value
        .named()
        .forEach(
            (state, formula) ->
                changes.put(state, Formula.read(label + ", do '" + state + "'", formula)));
    if (changes.isEmpty()) {
      throw value.fault("must change at least one state");
    }
    return changes;
  }
}
