package dev.odeon.gpu.emulator;

/// State spaces of PTX.
enum Space {
  GLOBAL,
  PARAM,
  SHARED,
  LOCAL;

  static Space of(String text) {
    for (Space space : values()) {
      if (space.name().toLowerCase(java.util.Locale.ROOT).equals(text)) {
        return space;
      }
    }
    throw new MachineFault("state space '" + text + "' is unknown");
  }
}
