package dev.odeon.planted;

import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

@NullMarked
final class NullInGeneric {
  static int count(List<String> texts) {
    return texts.size();
  }

  static int caller(List<@Nullable String> texts) {
    return count(texts);
  }
}
