package dev.odeon.cli.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  @ParameterizedTest
  @CsvSource({
    "'', abc, 3",
    "kitten, sitting, 3",
    "hrae, hare, 1",
    "relTole, relTol, 1",
    "same, same, 0",
    "ab, ba, 1"
  })
  void countsInsertionsDeletionsSubstitutionsAndSwaps(String a, String b, int distance) {
    assertEquals(distance, Suggestion.distance(a, b));
    assertEquals(distance, Suggestion.distance(b, a), "the distance must be symmetric");
  }

  @Test
  void nothingFarIsSuggested() {
    assertEquals(Optional.empty(), Suggestion.nearest("zebra", List.of("hare", "lynx")));
    assertEquals("; known are hare, lynx", Suggestion.ending("zebra", List.of("hare", "lynx")));
  }

  @Test
  void theNearestWinsWhateverItsCase() {
    assertEquals(Optional.of("relTol"), Suggestion.nearest("reltol", List.of("absTol", "relTol")));
  }

  @Test
  void hugeNamesCostNothing() {
    assertEquals(
        Optional.empty(), Suggestion.nearest("x".repeat(1_000_000), List.of("y".repeat(1000))));
  }
}
