package dev.odeon.cli.fitfile;

import dev.odeon.cli.expression.Function;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Checks the names that a fit file declares: each is an identifier, not reserved, and declared
/// once over all sections.
final class NameCheck {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

  /// The time, and what paths of fitted initial values begin with.
  private static final List<String> RESERVED = List.of("t", "initial");

  private static final List<String> SECTIONS =
      List.of("states", "parameters", "constants", "networks", "derived");

  private final Map<String, String> declared = new HashMap<>();

  private NameCheck() {}

  static void check(Item.Section root) {
    NameCheck check = new NameCheck();
    for (String section : SECTIONS) {
      Optional.ofNullable(root.entries().get(section))
          .filter(entry -> entry.value() instanceof Item.Section)
          .ifPresent(entry -> check.section(section, (Item.Section) entry.value()));
    }
  }

  private void section(String section, Item.Section names) {
    names.entries().forEach((name, entry) -> declare(section, name, entry.keyPlace()));
  }

  private void declare(String section, String name, Place place) {
    if (!IDENTIFIER.matcher(name).matches()) {
      throw fault(section, name, place, "is not a name: letters, digits and _, not a digit first");
    }
    if (RESERVED.contains(name) || Function.named(name).isPresent()) {
      throw fault(section, name, place, "is a reserved name; choose another");
    }
    String before = declared.putIfAbsent(name, section);
    if (before != null) {
      throw fault(section, name, place, "is declared in '" + before + "' already");
    }
  }

  private static ItemFault fault(String section, String name, Place place, String message) {
    String shown = name.length() > 40 ? name.substring(0, 40) + "..." : name;
    return new ItemFault("'" + shown + "' in '" + section + "'", place, message);
  }
}
