package dev.odeon.cli.expression;

/// The sentence about a wrong number of arguments.
final class Arity {
  private Arity() {}

  static String fault(String kind, String name, int takes, int given) {
    String inputs = kind.equals("network") ? "input" : "argument";
    return "%s '%s' takes %d %s, %d %s given"
        .formatted(
            kind,
            name,
            takes,
            takes == 1 ? inputs : inputs + "s",
            given,
            given == 1 ? "was" : "were");
  }
}
