package dev.odeon.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.data.TimeSeries;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  private static TimeSeries trajectory() {
    Map<String, double[]> columns = new LinkedHashMap<>();
    columns.put("hare", new double[] {30, 1e-6});
    columns.put("lynx", new double[] {Double.NaN, Double.NEGATIVE_INFINITY});
    return TimeSeries.of(new double[] {0, 0.1}, columns);
  }

  @Test
  void aSolutionIsTheObjectOfTheSpecification() {
    SolveReport report =
        new SolveReport(Ending.DONE, trajectory(), new SolveCounts(70, 10, 1), 0.25);
    assertEquals(
        """
        {"outcome":"done","t":[0.0,0.1],"y":{"hare":[30.0,1.0E-6],"lynx":[null,null]},\
        "stats":{"evaluations":70,"accepted":10,"rejected":1},"seconds":0.25}
        """,
        JsonText.of(report));
  }

  @Test
  void aFitIsTheObjectOfTheSpecification() {
    assertEquals(
        """
        {"outcome":"done","loss":0.5,"rmse":{"hare":0.25,"lynx":0.125},"rmse_all":0.2,\
        "rmse_holdout":null,"parameters":{"a":0.54},"states":{"hare":34.6},"steps":700,\
        "seconds":1.5,"solves":900,"evaluations":100000,"output":"out"}
        """,
        JsonText.of(Reports.fit(Ending.DONE)));
  }

  @Test
  void anEndingThatIsNotGoodSaysWhatToChange() {
    String json = JsonText.of(Reports.fit(Ending.gaveUp("diverged", "lower the \"rate\"")));
    assertTrue(
        json.startsWith("{\"outcome\":\"diverged\",\"message\":\"lower the \\\"rate\\\"\","), json);
  }

  @Test
  void numbersReadBackToTheSameDouble() {
    SplittableRandom random = new SplittableRandom(7);
    double[] values = new double[2_000];
    for (int i = 0; i < values.length; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      values[i] = Double.isFinite(value) ? value : i;
    }
    values[0] = -0.0;
    values[1] = Double.MIN_VALUE;
    values[2] = Double.MAX_VALUE;
    TimeSeries series = TimeSeries.of(new double[values.length], Map.of("x", values));
    String json = JsonText.of(new SolveReport(Ending.DONE, series, new SolveCounts(0, 0, 0), 0));
    Matcher array = Pattern.compile("\"x\":\\[([^\\]]*)]").matcher(json);
    assertTrue(array.find(), json);
    String[] texts = array.group(1).split(",", -1);
    for (int i = 0; i < values.length; i++) {
      assertEquals(values[i], Double.parseDouble(texts[i]), "value " + i + ": " + texts[i]);
    }
  }
}
