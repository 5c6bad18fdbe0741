package dev.odeon.plotting;

/// Size of a picture in points of 1/96 inch.
///
/// An SVG has this size; a PNG has two pixels a point in each direction (192 dpi), so that text and
/// thin lines stay sharp in print.
///
/// @param width points across, from 200 to 4000
/// @param height points down, from 150 to 4000
public record PictureSize(int width, int height) {
  /// Pixels of a PNG per point.
  public static final int PIXELS_PER_POINT = 2;

  /// Three to two, at home in a column of text.
  public static final PictureSize WIDE = new PictureSize(720, 480);

  /// Nearly square, for planes whose two axes are of equal rank.
  public static final PictureSize SQUARE = new PictureSize(600, 600);

  private static final int LARGEST = 4000;

  /// Checks the bounds.
  public PictureSize {
    check("width", width, 200);
    check("height", height, 150);
  }

  private static void check(String what, int value, int least) {
    if (value < least || value > LARGEST) {
      throw new IllegalArgumentException(
          "picture " + what + " " + value + " is not in " + least + ".." + LARGEST + " points");
    }
  }
}
