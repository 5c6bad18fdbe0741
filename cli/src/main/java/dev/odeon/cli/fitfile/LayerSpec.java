package dev.odeon.cli.fitfile;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A dense layer, written `16 tanh`, or `1` without activation.
///
/// @param width number of outputs
/// @param activation applied to each output
public record LayerSpec(int width, Activation activation) {
  static final int MAX_WIDTH = 65_536;
  private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,5})(?:\\s+(\\S+))?\\s*");

  static LayerSpec read(Located value) {
    Matcher matcher = FORM.matcher(value.text());
    if (!matcher.matches()) {
      throw value.expected("a width and an activation such as '16 tanh'");
    }
    int width = Integer.parseInt(matcher.group(1));
    if (width < 1 || width > MAX_WIDTH) {
      throw value.fault("the width must be from 1 to " + MAX_WIDTH + ", found " + width);
    }
    String activation = matcher.group(2);
    return new LayerSpec(
        width, activation == null ? Activation.IDENTITY : activation(value, activation));
  }

  private static Activation activation(Located value, String text) {
    Item.Text word = new Item.Text(text, Item.Style.PLAIN, value.item().place());
    return new Located(value.path(), word).choice(Activation.class);
  }

  @Override
  public String toString() {
    return activation == Activation.IDENTITY
        ? Integer.toString(width)
        : width + " " + activation.name().toLowerCase(Locale.ROOT);
  }
}
