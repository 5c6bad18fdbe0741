package dev.odeon.plotting;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;

/// Colours and strokes, the same in every picture.
///
/// The series colours are those of M. Okabe and K. Ito, "Color Universal Design" (2008), which stay
/// apart for the common kinds of colour blindness, without the yellow, which is too pale for lines
/// on white. The dash pattern changes after each round of colours.
final class Palette {
  static final Color TEXT = new Color(0x26, 0x26, 0x26);
  static final Color FRAME = new Color(0x8C, 0x8C, 0x8C);
  static final Color GRID = new Color(0xEB, 0xEB, 0xEB);
  static final Color BAND = new Color(0x28, 0x30, 0x50, 0x12);
  static final Color MARK = new Color(0x7A, 0x7A, 0x7A);
  static final Color ARROWS = new Color(0xB9, 0xBE, 0xC6);
  static final Color CAPTION = new Color(0x5A, 0x5A, 0x5A);

  private static final List<Color> INKS =
      List.of(
          new Color(0x00, 0x72, 0xB2),
          new Color(0xD5, 0x5E, 0x00),
          new Color(0x00, 0x9E, 0x73),
          new Color(0xCC, 0x79, 0xA7),
          new Color(0xE6, 0x9F, 0x00),
          new Color(0x56, 0xB4, 0xE9));

  private static final List<float[]> DASHES =
      List.of(new float[] {7, 3}, new float[] {2, 2.5f}, new float[] {8, 3, 2, 3});

  private Palette() {}

  static Color ink(int index) {
    return INKS.get(index % INKS.size());
  }

  static BasicStroke line(int index) {
    int round = index / INKS.size() % (DASHES.size() + 1);
    return stroke(1.8f, round == 0 ? new float[0] : DASHES.get(round - 1));
  }

  static BasicStroke thin() {
    return stroke(1f, new float[0]);
  }

  static BasicStroke dashed() {
    return stroke(1f, new float[] {4, 3});
  }

  private static BasicStroke stroke(float width, float[] dash) {
    return dash.length == 0
        ? new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
  }
}
