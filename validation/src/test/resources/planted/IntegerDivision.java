package dev.odeon.planted;

final class IntegerDivision {
  static double half(int steps) {
    return steps / 2;
  }
}
