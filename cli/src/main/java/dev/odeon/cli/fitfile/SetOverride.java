package dev.odeon.cli.fitfile;

import dev.odeon.cli.fault.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A `--set key=value` of the command line: the value, written in YAML, takes the place of whatever
/// stands at the dotted path; sections on the way are made where they are missing; numbers in the
/// path count the elements of a list from 0.
final class SetOverride {
  private final String text;
  private final List<String> keys;
  private final Item value;

  private SetOverride(String text, List<String> keys, Item value) {
    this.text = text;
    this.keys = keys;
    this.value = value;
  }

  static SetOverride parse(String text) {
    int equals = text.indexOf('=');
    String key = equals < 0 ? "" : text.substring(0, equals).strip();
    if (key.isEmpty() || List.of(key.split("\\.", -1)).contains("")) {
      throw new UsageException(
          "--set takes key=value with a dotted key, such as solver.relTol=1e-8, found '"
              + text
              + "'");
    }
    return new SetOverride(text, List.of(key.split("\\.")), value(text, equals));
  }

  private static Item value(String text, int equals) {
    try {
      Optional<Item> value = YamlTree.ofOverride(text.substring(equals + 1).strip());
      return value.orElse(new Item.Text("", Item.Style.PLAIN, new Place.InOverride()));
    } catch (ItemFault fault) {
      throw new UsageException("--set " + text + ": " + fault.getMessage());
    }
  }

  /// The tree `root` with the value in its place; `root` itself stays as it is.
  Item applyTo(Item root) {
    return applied(root, 0);
  }

  private Item applied(Item item, int level) {
    if (level == keys.size()) {
      return value;
    }
    String key = keys.get(level);
    return switch (item) {
      case Item.Section section -> inSection(section, key, level);
      case Item.Listing listing -> inListing(listing, key, level);
      case Item.Text _ when item.isNull() ->
          inSection(Item.Section.empty(item.place()), key, level);
      case Item.Text _ ->
          throw new ItemFault(
              "--set %s: '%s' is %s, not a section; set it as a whole"
                  .formatted(text, String.join(".", keys.subList(0, level)), item.describe()));
    };
  }

  private Item inSection(Item.Section section, String key, int level) {
    Map<String, Item.Entry> entries = new LinkedHashMap<>(section.entries());
    Place here = new Place.InOverride();
    Item.Entry before = entries.get(key);
    Item below = before == null ? new Item.Text("", Item.Style.PLAIN, here) : before.value();
    Item after = applied(below, level + 1);
    entries.put(key, new Item.Entry(before == null ? here : before.keyPlace(), after));
    return new Item.Section(entries, section.place());
  }

  private Item inListing(Item.Listing listing, String key, int level) {
    int size = listing.items().size();
    int index = key.matches("\\d{1,6}") ? Integer.parseInt(key) : size;
    if (index >= size) {
      throw new ItemFault(
          "--set %s: '%s' has %d elements, counted from 0; there is no element '%s'"
              .formatted(text, String.join(".", keys.subList(0, level)), size, key));
    }
    List<Item> items = new ArrayList<>(listing.items());
    items.set(index, applied(items.get(index), level + 1));
    return new Item.Listing(items, listing.place());
  }
}
