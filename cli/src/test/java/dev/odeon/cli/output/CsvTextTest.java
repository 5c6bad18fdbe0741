package dev.odeon.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.cli.data.TimeSeries;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsvTextTest {
  @Test
  void aTrajectoryHasATimeAndAColumnForEachState() {
    Map<String, double[]> columns = new LinkedHashMap<>();
    columns.put("y", new double[] {1, Double.NaN});
    columns.put("x", new double[] {0.1, 1e-9});
    assertEquals(
        "t,y,x\n0.0,1.0,0.1\n0.5,,1.0E-9\n",
        CsvText.of(TimeSeries.of(new double[] {0, 0.5}, columns)));
  }

  @Test
  void aFitHasObservedAndFittedValuesForEachRowOfTheData() {
    assertEquals(
        """
        t,hare_observed,hare_fitted,lynx_observed,lynx_fitted
        1900.0,30.0,34.5,4.0,5.5
        1900.0,31.0,34.5,,5.5
        1901.0,47.2,50.0,6.1,7.0
        """,
        CsvText.of(Reports.fit(Ending.DONE)));
  }
}
