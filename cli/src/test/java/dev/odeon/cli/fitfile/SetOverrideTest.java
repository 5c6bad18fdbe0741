package dev.odeon.cli.fitfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.fault.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetOverrideTest {
  private static final Path FILE = FitFileReaderTest.resource("lotka-volterra.yaml");

  private static FitFile read(String... overrides) {
    return FitFileReader.read(FILE, List.of(overrides));
  }

  @Test
  void replacesAnyKey() {
    assertEquals(1e-8, read("solver.relTol=1e-8").solver().relTol());
    assertEquals(
        new ParameterSpec(0.3, Bounds.NONE), read("parameters.a=0.3").parameters().get("a"));
    assertEquals(0.3, read("parameters.b.start=0.3").parameters().get("b").start());
    assertEquals(0, read("parameters.b.start=0.3").parameters().get("b").bounds().min());
    assertEquals(
        List.of(new Stage.Adam(0.05, 10), new Stage.Lbfgs(200)),
        read("optimize.0.adam.steps=10").optimize());
    assertEquals(List.of(new Stage.Lbfgs(7)), read("optimize=[{lbfgs: {steps: 7}}]").optimize());
    assertEquals(Path.of("a=b"), read("output=a=b").output());
  }

  @Test
  void makesSectionsThatAreNotThere() {
    assertEquals(Map.of("k", 2.5), read("constants.k = 2.5").constants());
    assertEquals(Map.of("hare", 2.0), read("loss.weights.hare=2").loss().weights());
  }

  @Test
  void laterOnesWin() {
    assertEquals(3, read("seed=2", "seed=3").seed());
  }

  @Test
  void anEmptyValueRemovesAKey() {
    FitFile file = read("data=", "time={from: 0, to: 1, points: 2}");
    assertEquals(Optional.empty(), file.data());
    assertInstanceOf(TimeSection.Span.class, file.time());
  }

  @Test
  void defaultStagesCanBeReferredTo() {
    FitFile file =
        read("optimize=", "optimize=[adam, {lbfgs: {steps: 5}}]", "optimize.1.lbfgs.steps=6");
    assertEquals(new Stage.Lbfgs(6), file.optimize().get(1));
    Path absent = FitFileReaderTest.resource("minimal.yaml");
    assertEquals(
        new Stage.Adam(0.05, 10),
        FitFileReader.read(absent, List.of("optimize.0.adam.steps=10")).optimize().getFirst());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "solver.relTol=-1 | solver.relTol (from --set): must be a number above zero, found '-1'",
        "solver.reltol=1 | unknown key 'reltol' in 'solver' (from --set); did you mean 'relTol'?",
        "parameters.a=x | parameters.a (from --set): must be a number, found 'x'",
        "equations.hare=a*hrae | equation 'hare' (from --set, column 3): unknown name 'hrae'; did"
            + " you mean 'hare'?",
        "optimize.2.adam.steps=1 | --set optimize.2.adam.steps=1: 'optimize' has 2 elements,"
            + " counted from 0; there is no element '2'",
        "optimize.first=1 | --set optimize.first=1: 'optimize' has 2 elements, counted from 0;"
            + " there is no element 'first'",
        "parameters.a.min=0 | --set parameters.a.min=0: 'parameters.a' is '0.5', not a section; set"
            + " it as a whole"
      })
  void faultsSayThatTheyComeFromTheCommandLine(String override, String message) {
    FitFileException fault = assertThrows(FitFileException.class, () -> read(override));
    assertEquals("lotka-volterra.yaml: " + message, fault.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "seed | --set takes key=value with a dotted key, such as solver.relTol=1e-8, found 'seed'",
        "=3 | --set takes key=value with a dotted key, such as solver.relTol=1e-8, found '=3'",
        "solver..relTol=3 | --set takes key=value with a dotted key, such as solver.relTol=1e-8,"
            + " found 'solver..relTol=3'",
        "seed=!!int 3 | --set seed=!!int 3: YAML tags are not allowed, found"
            + " 'tag:yaml.org,2002:int'"
      })
  void whatIsNoOverrideIsAFaultOfTheCommandLine(String override, String message) {
    UsageException fault = assertThrows(UsageException.class, () -> read(override));
    assertEquals(message, fault.getMessage());
    assertEquals(ExitCode.USAGE, fault.exitCode());
  }
}
