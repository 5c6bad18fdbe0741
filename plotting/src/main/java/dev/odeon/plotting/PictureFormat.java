package dev.odeon.plotting;

import java.nio.file.Path;
import java.util.Locale;

/// File formats of pictures, chosen by the end of the file name.
public enum PictureFormat {
  /// Pixels.
  PNG(".png"),
  /// Scalable drawing.
  SVG(".svg");

  private final String extension;

  PictureFormat(String extension) {
    this.extension = extension;
  }

  /// The format that the name of `file` asks for; upper and lower case are the same.
  ///
  /// @throws IllegalArgumentException naming the file, if its name ends in neither `.png` nor
  ///   `.svg`
  public static PictureFormat of(Path file) {
    Path name = file.getFileName();
    String lower = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    for (PictureFormat format : values()) {
      if (lower.endsWith(format.extension) && lower.length() > format.extension.length()) {
        return format;
      }
    }
    throw new IllegalArgumentException("picture file " + file + " ends in neither .png nor .svg");
  }
}
