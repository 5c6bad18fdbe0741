package dev.odeon.planted;

final class LostException {
  static void refuse() {
    new IllegalArgumentException("never thrown");
  }
}
