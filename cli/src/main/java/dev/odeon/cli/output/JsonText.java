package dev.odeon.cli.output;

import dev.odeon.cli.data.TimeSeries;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Reports as JSON objects on one line. Numbers read back to the same double; NaN and infinities,
/// which JSON lacks, become `null`.
public final class JsonText {
  private JsonText() {}

  /// The object of `odeon solve --json`.
  public static String of(SolveReport report) {
    return object(
        json -> {
          json.writeStringProperty("outcome", report.ending().outcome());
          writeTrajectory(json, report.trajectory());
          if (!report.events().isEmpty()) {
            writeEvents(json, report.events());
          }
          json.writeObjectPropertyStart("stats");
          json.writeNumberProperty("evaluations", report.counts().evaluations());
          json.writeNumberProperty("accepted", report.counts().accepted());
          json.writeNumberProperty("rejected", report.counts().rejected());
          json.writeEndObject();
          writeNumber(json, "seconds", report.seconds());
        });
  }

  /// The object of `odeon fit --json`, which is also the contents of `fit.json`.
  public static String of(FitReport report) {
    return object(
        json -> {
          json.writeStringProperty("outcome", report.ending().outcome());
          writeMessage(json, report.ending());
          writeNumber(json, "loss", report.loss());
          writeNumbers(json, "rmse", report.rmse());
          writeNumber(json, "rmse_all", report.rmseAll());
          writeNumber(json, "rmse_holdout", report.rmseHoldout().orElse(Double.NaN));
          writeNumbers(json, "parameters", report.parameters());
          writeNumbers(json, "states", report.states());
          json.writeNumberProperty("steps", report.steps());
          writeNumber(json, "seconds", report.seconds());
          json.writeNumberProperty("solves", report.solves());
          json.writeNumberProperty("evaluations", report.evaluations());
          json.writeStringProperty("output", report.output().toString());
        });
  }

  /// The object of `odeon sweep --json`.
  public static String of(SweepReport report) {
    return object(
        json -> {
          json.writeStringProperty("outcome", report.ending().outcome());
          writeMessage(json, report.ending());
          json.writeNumberProperty("trajectories", report.trajectories());
          json.writeObjectPropertyStart("outcomes");
          report.outcomes().forEach(json::writeNumberProperty);
          json.writeEndObject();
          json.writeNumberProperty("evaluations", report.evaluations());
          writeNumber(json, "seconds", report.seconds());
        });
  }

  /// An object of texts.
  public static String of(Map<String, String> texts) {
    return object(json -> texts.forEach(json::writeStringProperty));
  }

  private static String object(Consumer<JsonGenerator> body) {
    StringWriter text = new StringWriter();
    JsonFactory factory = new JsonFactory();
    try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      body.accept(json);
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static void writeMessage(JsonGenerator json, Ending ending) {
    if (!ending.sentence().isEmpty()) {
      json.writeStringProperty("message", ending.sentence());
    }
  }

  private static void writeTrajectory(JsonGenerator json, TimeSeries series) {
    writeArray(json, "t", series.times());
    json.writeObjectPropertyStart("y");
    series.names().forEach(name -> writeArray(json, name, series.column(name)));
    json.writeEndObject();
  }

  private static void writeEvents(JsonGenerator json, List<EventTime> events) {
    json.writeArrayPropertyStart("events");
    for (EventTime event : events) {
      json.writeStartObject();
      json.writeStringProperty("event", event.event());
      writeNumber(json, "t", event.t());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeArray(JsonGenerator json, String name, double[] values) {
    json.writeArrayPropertyStart(name);
    for (double value : values) {
      writeNumber(json, value);
    }
    json.writeEndArray();
  }

  private static void writeNumbers(JsonGenerator json, String name, Map<String, Double> values) {
    json.writeObjectPropertyStart(name);
    values.forEach((key, value) -> writeNumber(json, key, value));
    json.writeEndObject();
  }

  private static void writeNumber(JsonGenerator json, String name, double value) {
    json.writeName(name);
    writeNumber(json, value);
  }

  private static void writeNumber(JsonGenerator json, double value) {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }
}
