package dev.odeon.cli.fitfile;

import dev.odeon.cli.fault.Suggestion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The entries of a section whose keys the specification fixes; any other key is refused. A key
/// whose value is nothing counts as absent.
final class Keys {
  private final Located owner;
  private final Item.Section section;
  private final List<String> known;

  /// @throws ItemFault if the section holds a key that is not `known`
  Keys(Located owner, Item.Section section, List<String> known) {
    this.owner = owner;
    this.section = section;
    this.known = known;
    section.entries().forEach(this::checkKnown);
  }

  private void checkKnown(String key, Item.Entry entry) {
    if (!known.contains(key)) {
      String where = owner.path().isEmpty() ? "" : " in '" + owner.path() + "'";
      throw new ItemFault(
          "unknown key '%s'%s %s%s"
              .formatted(key, where, entry.keyPlace().describe(), Suggestion.ending(key, known)));
    }
  }

  Optional<Located> optional(String key) {
    if (!known.contains(key)) {
      throw new IllegalArgumentException("the key " + key + " was not declared");
    }
    Item.Entry entry = section.entries().get(key);
    if (entry == null || entry.value().isNull()) {
      return Optional.empty();
    }
    return Optional.of(new Located(pathOf(key), entry.value()));
  }

  /// Whether none of the keys is given.
  boolean isEmpty() {
    return known.stream().allMatch(key -> optional(key).isEmpty());
  }

  Located required(String key) {
    return optional(key).orElseThrow(() -> missing(key));
  }

  private ItemFault missing(String key) {
    return owner.path().isEmpty()
        ? new ItemFault("the section '" + key + "' is missing")
        : owner.fault("the key '" + key + "' is missing");
  }

  private String pathOf(String key) {
    return owner.path().isEmpty() ? key : owner.path() + "." + key;
  }

  /// The only key that is given.
  ///
  /// @throws ItemFault if none or several are
  Map.Entry<String, Located> single() {
    if (section.entries().size() != 1) {
      throw owner.fault(
          "must hold exactly one of %s, found %d"
              .formatted(String.join(", ", known), section.entries().size()));
    }
    Map.Entry<String, Item.Entry> only = section.entries().entrySet().iterator().next();
    String key = only.getKey();
    return Map.entry(key, new Located(pathOf(key), only.getValue().value()));
  }
}
