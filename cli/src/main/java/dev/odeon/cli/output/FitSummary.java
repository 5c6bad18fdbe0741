package dev.odeon.cli.output;

import java.util.Locale;

/// The result of a fit for people.
public final class FitSummary {
  private FitSummary() {}

  /// Several lines: how it ended, errors, parameters, initial values, where the results are.
  public static String of(FitReport report) {
    StringBuilder text = new StringBuilder();
    line(text, "outcome", report.ending().outcome());
    line(text, "loss", number(report.loss()));
    report.rmse().forEach((name, value) -> line(text, "rmse " + name, number(value)));
    line(text, "rmse", number(report.rmseAll()));
    report.rmseHoldout().ifPresent(value -> line(text, "rmse held out", number(value)));
    report.parameters().forEach((name, value) -> line(text, name, number(value)));
    report.states().forEach((name, value) -> line(text, name + " at start", number(value)));
    line(
        text,
        "cost",
        String.format(
            Locale.ROOT,
            "%s, %s, %s, %.1f s",
            count(report.steps(), "step"),
            count(report.solves(), "solve"),
            count(report.evaluations(), "evaluation"),
            report.seconds()));
    line(text, "output", report.output().toString());
    return text.toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(String.format(Locale.ROOT, "%-20s %s\n", key, value));
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
