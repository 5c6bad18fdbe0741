package dev.odeon.cli.fault;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The known name nearest to a mistyped one, by the optimal string alignment distance: insertions,
/// deletions, substitutions and swaps of two neighbours each cost one.
public final class Suggestion {
  private static final int LONGEST = 100;

  private Suggestion() {}

  /// The nearest of `known` to `wrong`, ignoring case; empty if nothing is near (more than about a
  /// third of the letters would have to change). The first of several equally near names wins.
  public static Optional<String> nearest(String wrong, Collection<String> known) {
    if (wrong.length() > LONGEST) {
      return Optional.empty();
    }
    int limit = Math.min(wrong.length() - 1, Math.max(1, (wrong.length() + 1) / 3));
    @Nullable String best = null;
    int bestDistance = limit + 1;
    for (String candidate : known) {
      int distance = distance(wrong.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /// The end of a sentence about the unknown name `wrong`: `; did you mean 'hare'?` if a known name
  /// is near, else `; known are hare, lynx` (at most twelve names).
  public static String ending(String wrong, Collection<String> known) {
    Optional<String> nearest = nearest(wrong, known);
    if (nearest.isPresent()) {
      return "; did you mean '" + nearest.get() + "'?";
    }
    if (known.isEmpty()) {
      return "; none is known here";
    }
    String names = String.join(", ", known.stream().limit(12).toList());
    return "; known are " + names + (known.size() > 12 ? ", ..." : "");
  }

  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        d[i][j] = swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
      }
    }
    return d[a.length()][b.length()];
  }
}
