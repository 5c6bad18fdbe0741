package dev.odeon.gpu.emulator;

import java.util.List;
import java.util.Map;

/// `setp`, with and without a second predicate (PTX ISA, "Comparison and Selection Instructions").
final class ComparisonRules {
  private ComparisonRules() {}

  @FunctionalInterface
  private interface Test {
    boolean holds(long a, long b);
  }

  static void into(Map<String, Rule> rules) {
    for (String type : List.of("f32", "f64")) {
      for (String relation : List.of("eq", "ne", "lt", "le", "gt", "ge")) {
        put(rules, relation, type, (a, b) -> ordered(relation, type, a, b));
        put(
            rules,
            relation + "u",
            type,
            (a, b) -> nan(type, a, b) || ordered(relation, type, a, b));
      }
      put(rules, "num", type, (a, b) -> !nan(type, a, b));
      put(rules, "nan", type, (a, b) -> nan(type, a, b));
    }
    for (String type : List.of("s32", "u32", "s64", "u64", "b32", "b64")) {
      for (String relation : List.of("eq", "ne")) {
        put(rules, relation, type, (a, b) -> holds(relation, whole(type, a, b)));
      }
      if (!type.startsWith("b")) {
        for (String relation : List.of("lt", "le", "gt", "ge")) {
          put(rules, relation, type, (a, b) -> holds(relation, whole(type, a, b)));
        }
      }
    }
  }

  private static void put(Map<String, Rule> rules, String relation, String type, Test test) {
    rules.put(
        "setp." + relation + "." + type,
        new Rule("pred", List.of(type, type), (a, b, _) -> test.holds(a, b) ? 1 : 0));
    List<String> three = List.of(type, type, "pred");
    rules.put(
        "setp." + relation + ".and." + type,
        new Rule("pred", three, (a, b, c) -> test.holds(a, b) ? c & 1 : 0));
    rules.put(
        "setp." + relation + ".or." + type,
        new Rule("pred", three, (a, b, c) -> test.holds(a, b) ? 1 : c & 1));
  }

  private static double number(String type, long bits) {
    return type.equals("f32") ? RealRules.single(bits) : RealRules.real(bits);
  }

  private static boolean nan(String type, long a, long b) {
    return Double.isNaN(number(type, a)) || Double.isNaN(number(type, b));
  }

  private static boolean ordered(String relation, String type, long a, long b) {
    if (nan(type, a, b)) {
      return false;
    }
    double x = number(type, a);
    double y = number(type, b);
    return holds(relation, x < y ? -1 : x > y ? 1 : 0);
  }

  private static int whole(String type, long a, long b) {
    return switch (type) {
      case "s32", "b32" -> Integer.compare((int) a, (int) b);
      case "u32" -> Integer.compareUnsigned((int) a, (int) b);
      case "s64", "b64" -> Long.compare(a, b);
      case "u64" -> Long.compareUnsigned(a, b);
      default -> throw new MachineFault("type '" + type + "' is not compared");
    };
  }

  private static boolean holds(String relation, int sign) {
    return switch (relation) {
      case "eq" -> sign == 0;
      case "ne" -> sign != 0;
      case "lt" -> sign < 0;
      case "le" -> sign <= 0;
      case "gt" -> sign > 0;
      case "ge" -> sign >= 0;
      default -> throw new MachineFault("relation '" + relation + "' is unknown");
    };
  }
}
