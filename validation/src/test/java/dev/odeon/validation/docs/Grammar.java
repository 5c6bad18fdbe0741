package dev.odeon.validation.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A grammar read from its rules, and whether it derives a text. Repetitions and options take all
/// they can, and the first alternative that fits is taken.
final class Grammar {
  private static final Pattern RULE =
      Pattern.compile("\\s*(?:(\\w+)(?=\\s*=)|\"([^\"]+)\"|/((?:[^/])+)/|(\\w+)|([=()|*?]))");
  private static final Pattern SPACE = Pattern.compile("(?:[ \\n\\r\\t]|//[^\\n]*)+");
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\[^\\n])*\"|[A-Za-z0-9_.+-]+|[()\\[\\]{}:,=@%]");

  /// What a text may consist of.
  private sealed interface Part {
    record Exact(String text) implements Part {}

    record Like(Pattern pattern) implements Part {}

    record Rule(String name) implements Part {}

    record Sequence(List<Part> parts) implements Part {}

    record Choice(List<Part> parts) implements Part {}

    record Repeated(Part part, int most) implements Part {}
  }

  private final Map<String, Part> rules = new LinkedHashMap<>();
  private final String start;
  private List<String> source = List.of();
  private int at;

  /// @param text rules `name = ...`; the first is where a text begins
  Grammar(String text) {
    source = tokens(RULE, text);
    start = source.getFirst();
    while (at < source.size()) {
      String name = source.get(at);
      at += 2;
      rules.put(name, choice());
    }
  }

  /// The words that stand for themselves.
  Set<String> words() {
    Set<String> words = new TreeSet<>();
    rules.values().forEach(part -> collect(part, words));
    return words;
  }

  private static void collect(Part part, Set<String> words) {
    switch (part) {
      case Part.Exact exact -> words.add(exact.text());
      case Part.Like _, Part.Rule _ -> {}
      case Part.Sequence sequence -> sequence.parts().forEach(p -> collect(p, words));
      case Part.Choice choice -> choice.parts().forEach(p -> collect(p, words));
      case Part.Repeated repeated -> collect(repeated.part(), words);
    }
  }

  private static List<String> tokens(Pattern pattern, String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    int end = 0;
    while (end < text.stripTrailing().length()) {
      if (!matcher.find(end) || matcher.start() != end) {
        throw new IllegalArgumentException("grammar: cannot read " + text.substring(end));
      }
      tokens.add(matcher.group().strip());
      end = matcher.end();
    }
    return tokens;
  }

  private boolean isAt(String token) {
    return at < source.size() && source.get(at).equals(token);
  }

  private Part choice() {
    List<Part> parts = new ArrayList<>(List.of(sequence()));
    while (isAt("|")) {
      at++;
      parts.add(sequence());
    }
    return parts.size() == 1 ? parts.getFirst() : new Part.Choice(parts);
  }

  private Part sequence() {
    List<Part> parts = new ArrayList<>();
    while (at < source.size() && !isAt("|") && !isAt(")") && !isRuleName()) {
      parts.add(repeated());
    }
    return new Part.Sequence(parts);
  }

  private boolean isRuleName() {
    return at + 1 < source.size() && source.get(at + 1).equals("=");
  }

  private Part repeated() {
    Part part = single();
    if (isAt("*") || isAt("?")) {
      part = new Part.Repeated(part, isAt("*") ? Integer.MAX_VALUE : 1);
      at++;
    }
    return part;
  }

  private Part single() {
    String token = source.get(at++);
    if (token.equals("(")) {
      Part inner = choice();
      at++;
      return inner;
    }
    String inner = token.substring(1, Math.max(1, token.length() - 1));
    return switch (token.charAt(0)) {
      case '"' -> new Part.Exact(inner);
      case '/' -> new Part.Like(Pattern.compile(inner));
      default -> new Part.Rule(token);
    };
  }

  /// Whether the grammar derives `text`.
  boolean derives(String text) {
    List<String> tokens = new ArrayList<>();
    int end = 0;
    Matcher space = SPACE.matcher(text);
    Matcher token = TOKEN.matcher(text);
    while (end < text.length()) {
      if (space.find(end) && space.start() == end) {
        end = space.end();
      } else if (token.find(end) && token.start() == end) {
        tokens.add(token.group());
        end = token.end();
      } else {
        return false;
      }
    }
    return new Derivation(tokens).end(new Part.Rule(start), 0) == tokens.size();
  }

  /// Where a part ends that begins at a place.
  private final class Derivation {
    private static final int NOWHERE = -1;

    private final List<String> tokens;

    Derivation(List<String> tokens) {
      this.tokens = tokens;
    }

    int end(Part part, int from) {
      return switch (part) {
        case Part.Exact exact -> next(from, token(from).equals(exact.text()));
        case Part.Like like -> next(from, like.pattern().matcher(token(from)).matches());
        case Part.Rule rule -> end(body(rule.name()), from);
        case Part.Sequence sequence -> {
          int place = from;
          for (Part each : sequence.parts()) {
            place = place == NOWHERE ? NOWHERE : end(each, place);
          }
          yield place;
        }
        case Part.Choice choice ->
            choice.parts().stream()
                .mapToInt(each -> end(each, from))
                .filter(place -> place != NOWHERE)
                .findFirst()
                .orElse(NOWHERE);
        case Part.Repeated repeated -> {
          int place = from;
          int next = from;
          for (int i = 0; i < repeated.most() && next != NOWHERE; i++) {
            place = next;
            next = end(repeated.part(), place);
          }
          yield next == NOWHERE ? place : next;
        }
      };
    }

    private String token(int from) {
      return from < tokens.size() ? tokens.get(from) : "";
    }

    private static int next(int from, boolean matches) {
      return matches ? from + 1 : NOWHERE;
    }

    private Part body(String name) {
      Part body = rules.get(name);
      if (body == null) {
        throw new IllegalArgumentException("grammar: there is no rule " + name);
      }
      return body;
    }
  }
}
