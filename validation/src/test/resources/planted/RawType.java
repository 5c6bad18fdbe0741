package dev.odeon.planted;

final class RawType {
  static int count(java.util.List texts) {
    return texts.size();
  }
}
