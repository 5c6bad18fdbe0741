package dev.odeon.cli.fitfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Builds a tree of [Item]s from YAML parser events. Nothing is ever constructed from a tag; the
/// size of the text, the depth and the number of items (aliases counted each time) are limited.
final class YamlTree {
  static final int MAX_CHARACTERS = 1 << 20;
  static final int MAX_DEPTH = 20;
  static final int MAX_ITEMS = 100_000;

  private final Iterator<Event> events;
  private final PlaceOf places;
  private final Map<Anchor, Item> anchors = new HashMap<>();
  private int items;
  private int depth;

  /// Turns an event into the place that its item gets.
  @FunctionalInterface
  interface PlaceOf {
    Place place(Event event);
  }

  private YamlTree(String text, PlaceOf places) {
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(MAX_CHARACTERS).setUseMarks(true).build();
    this.events = new Parse(settings).parseString(text).iterator();
    this.places = places;
  }

  /// The tree of a whole file; empty if it holds nothing.
  ///
  /// @throws ItemFault with the place
  static Optional<Item> ofFile(String text) {
    return new YamlTree(text, YamlTree::inFile).document();
  }

  /// The tree of the value of a `--set` override.
  ///
  /// @throws ItemFault if it is not YAML
  static Optional<Item> ofOverride(String text) {
    Place place = new Place.InOverride();
    return new YamlTree(text, _ -> place).document();
  }

  private static Place inFile(Event event) {
    return event
        .getStartMark()
        .<Place>map(mark -> new Place.InFile(mark.getLine() + 1, mark.getColumn() + 1))
        .orElseGet(Place.Implied::new);
  }

  private Optional<Item> document() {
    try {
      Optional<Item> root = Optional.empty();
      while (events.hasNext()) {
        Event event = events.next();
        if (event instanceof DocumentStartEvent start) {
          if (root.isPresent()) {
            throw new ItemFault(places.place(start), "only one YAML document is allowed");
          }
          root = Optional.of(item(events.next()));
        }
      }
      return root;
    } catch (MarkedYamlEngineException fault) {
      throw yamlFault(fault);
    } catch (YamlEngineException fault) {
      throw new ItemFault(new Place.Implied(), String.valueOf(fault.getMessage()));
    }
  }

  private static ItemFault yamlFault(MarkedYamlEngineException fault) {
    Place place =
        fault
            .getProblemMark()
            .<Place>map(mark -> new Place.InFile(mark.getLine() + 1, mark.getColumn() + 1))
            .orElseGet(Place.Implied::new);
    @Nullable String problem = fault.getProblem();
    String reason = problem == null ? "" : ": " + problem.strip().replaceAll("\\s+", " ");
    return new ItemFault(place, "this is not valid YAML" + reason);
  }

  private Item item(Event event) {
    count(1, event);
    if (event instanceof AliasEvent alias) {
      return aliased(alias);
    }
    refuseTag(event);
    Item item =
        switch (event) {
          case ScalarEvent scalar -> text(scalar);
          case SequenceStartEvent start -> listing(start);
          case MappingStartEvent start -> section(start);
          default -> throw new ItemFault(places.place(event), "unexpected YAML");
        };
    if (event instanceof NodeEvent node) {
      node.getAnchor().ifPresent(anchor -> anchors.put(anchor, item));
    }
    return item;
  }

  /// An anchor is known only once its item is complete, so an item cannot contain itself.
  private Item aliased(AliasEvent alias) {
    Item item = anchors.get(alias.getAlias());
    if (item == null) {
      throw new ItemFault(
          places.place(alias), "the alias *" + alias.getAlias() + " refers to nothing before it");
    }
    count(size(item), alias);
    return item;
  }

  private static int size(Item item) {
    return switch (item) {
      case Item.Text _ -> 1;
      case Item.Listing listing -> 1 + listing.items().stream().mapToInt(YamlTree::size).sum();
      case Item.Section section ->
          1 + section.entries().values().stream().mapToInt(entry -> size(entry.value())).sum();
    };
  }

  private void count(int more, Event event) {
    items += more;
    if (items > MAX_ITEMS) {
      throw new ItemFault(
          places.place(event), "the file has more than " + MAX_ITEMS + " keys and values");
    }
  }

  private void refuseTag(Event event) {
    Optional<String> tag =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag();
          case CollectionStartEvent start -> start.getTag();
          default -> Optional.empty();
        };
    if (tag.isPresent()) {
      throw new ItemFault(
          places.place(event), "YAML tags are not allowed, found '" + tag.get() + "'");
    }
  }

  private Item text(ScalarEvent scalar) {
    Item.Style style =
        switch (scalar.getScalarStyle()) {
          case PLAIN, JSON_SCALAR_STYLE -> Item.Style.PLAIN;
          case SINGLE_QUOTED, DOUBLE_QUOTED -> Item.Style.QUOTED;
          case LITERAL, FOLDED -> Item.Style.MULTILINE;
        };
    if (isBroken(scalar)) {
      style = Item.Style.MULTILINE;
    }
    return new Item.Text(scalar.getValue(), style, places.place(scalar));
  }

  private static boolean isBroken(ScalarEvent scalar) {
    return scalar.getStartMark().isPresent()
        && scalar.getEndMark().isPresent()
        && scalar.getStartMark().get().getLine() != scalar.getEndMark().get().getLine();
  }

  private Item listing(SequenceStartEvent start) {
    enter(start);
    List<Item> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(item(event));
    }
    depth--;
    return new Item.Listing(items, places.place(start));
  }

  private Item section(MappingStartEvent start) {
    enter(start);
    Map<String, Item.Entry> entries = new LinkedHashMap<>();
    for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
      Place place = places.place(key);
      if (!(item(key) instanceof Item.Text name)) {
        throw new ItemFault(place, "a key must be a single word");
      }
      Item.Entry entry = new Item.Entry(place, item(events.next()));
      Item.Entry before = entries.putIfAbsent(name.value(), entry);
      if (before != null) {
        throw new ItemFault(
            place,
            "the key '%s' is there already %s"
                .formatted(name.value(), before.keyPlace().describe()));
      }
    }
    depth--;
    return new Item.Section(entries, places.place(start));
  }

  private void enter(Event event) {
    if (++depth > MAX_DEPTH) {
      throw new ItemFault(
          places.place(event), "the file is nested deeper than " + MAX_DEPTH + " levels");
    }
  }
}
