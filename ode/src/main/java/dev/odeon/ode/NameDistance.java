package dev.odeon.ode;

/// How far a mistyped name is from a known one: the least number of letters inserted, deleted or
/// substituted (Levenshtein's distance), capitals ignored.
final class NameDistance {
  /// No known name is as long: what follows cannot bring two names nearer.
  static final int LONGEST = 100;

  private NameDistance() {}

  static int between(String name, String known) {
    String a = name.substring(0, Math.min(name.length(), LONGEST));
    int[] before = new int[known.length() + 1];
    for (int j = 0; j < before.length; j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[before.length];
      row[0] = i;
      char letter = Character.toLowerCase(a.charAt(i - 1));
      for (int j = 1; j < row.length; j++) {
        int substituted = before[j - 1] + (letter == known.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substituted, Math.min(before[j], row[j - 1]) + 1);
      }
      before = row;
    }
    return before[known.length()];
  }
}
