package dev.odeon.cli;

import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.expression.ExpressionPrinter;
import dev.odeon.cli.fitfile.Bounds;
import dev.odeon.cli.fitfile.DataSection;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.FitFileReader;
import dev.odeon.cli.fitfile.InitialValue;
import dev.odeon.cli.fitfile.LayerSpec;
import dev.odeon.cli.fitfile.NetworkSpec;
import dev.odeon.cli.fitfile.ParameterSpec;
import dev.odeon.cli.fitfile.TimeSection;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a fit file contains. Takes every subject that no other source took.
public final class FitFileInfo implements InfoSource {
  @Override
  public Optional<Map<String, String>> about(String subject, List<String> overrides) {
    FitFile file = FitFileReader.read(Path.of(subject), overrides);
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("fit file", subject);
    file.states().forEach((name, value) -> lines.put("state " + name, initialValue(value)));
    file.parameters().forEach((name, value) -> lines.put("parameter " + name, parameter(value)));
    file.constants().forEach((name, value) -> lines.put("constant " + name, value.toString()));
    file.networks().forEach((name, value) -> lines.put("network " + name, network(value)));
    file.equations()
        .forEach(
            (name, formula) ->
                lines.put("d " + name + "/dt", ExpressionPrinter.print(formula.expression())));
    file.derived()
        .forEach(
            (name, formula) ->
                lines.put("derived " + name, ExpressionPrinter.print(formula.expression())));
    lines.put("events", Integer.toString(file.events().size()));
    lines.put("fitted numbers", Long.toString(fittedNumbers(file)));
    lines.put("solver", file.solver().method().name());
    file.data().ifPresent(data -> describeData(file, data, lines));
    describeTimes(file, lines);
    return Optional.of(lines);
  }

  private static String initialValue(InitialValue value) {
    return switch (value) {
      case InitialValue.Given given -> "from " + given.value();
      case InitialValue.Computed computed ->
          "from " + ExpressionPrinter.print(computed.formula().expression());
      case InitialValue.Fitted fitted -> "fitted from " + within(fitted.start(), fitted.bounds());
    };
  }

  private static String parameter(ParameterSpec parameter) {
    return "fitted from " + within(parameter.start(), parameter.bounds());
  }

  private static String within(double start, Bounds bounds) {
    boolean below = bounds.min() != Double.NEGATIVE_INFINITY;
    boolean above = bounds.max() != Double.POSITIVE_INFINITY;
    if (below && above) {
      return "%s, between %s and %s".formatted(start, bounds.min(), bounds.max());
    }
    return below
        ? "%s, above %s".formatted(start, bounds.min())
        : above ? "%s, below %s".formatted(start, bounds.max()) : Double.toString(start);
  }

  private static String network(NetworkSpec network) {
    String layers =
        network.layers().stream().map(LayerSpec::toString).collect(Collectors.joining(" -> "));
    return "%d %s -> %s, %d weights"
        .formatted(
            network.inputs(), network.inputs() == 1 ? "input" : "inputs", layers, network.size());
  }

  private static long fittedNumbers(FitFile file) {
    long initial =
        file.states().values().stream().filter(v -> v instanceof InitialValue.Fitted).count();
    long weights = file.networks().values().stream().mapToLong(NetworkSpec::size).sum();
    return initial + weights + file.parameters().size();
  }

  private static void describeData(FitFile file, DataSection data, Map<String, String> lines) {
    TimeSeries series = DataLoader.load(file, data);
    lines.put("data", data.file().toString());
    lines.put("data rows", Integer.toString(series.rows()));
    lines.put(
        "data times",
        "%d from %s to %s"
            .formatted(
                series.distinctTimes().length, series.time(0), series.time(series.rows() - 1)));
    for (String name : series.names()) {
      lines.put("values of " + name, Integer.toString(series.present(name)));
    }
  }

  private static void describeTimes(FitFile file, Map<String, String> lines) {
    switch (file.time()) {
      case TimeSection.FromData _ -> {}
      case TimeSection.Span span ->
          lines.put("times", "%d from %s to %s".formatted(span.points(), span.from(), span.to()));
      case TimeSection.At at ->
          lines.put(
              "times",
              "%d from %s to %s"
                  .formatted(at.times().size(), at.times().getFirst(), at.times().getLast()));
    }
  }
}
