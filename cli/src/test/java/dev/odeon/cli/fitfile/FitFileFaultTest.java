package dev.odeon.cli.fitfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitFileFaultTest {
  /// Seven lines that are right; a test adds its own from line 8 on.
  private static final String GOOD =
      """
      states: {hare: 30, lynx: 4}
      parameters: {a: 0.5}
      networks:
        net: {inputs: 2, layers: [4 tanh, 2]}
      equations:
        hare: a*hare
        lynx: -lynx
      """;

  private static final String TIMED = GOOD + "time: {from: 0, to: 1}\n";

  @TempDir Path folder;

  private String faultOf(String text, String... overrides) throws IOException {
    Path file = Files.writeString(folder.resolve("fit.yaml"), text);
    return faultOf(file, overrides);
  }

  private static String faultOf(Path file, String... overrides) {
    FitFileException fault =
        assertThrows(FitFileException.class, () -> FitFileReader.read(file, List.of(overrides)));
    assertEquals(ExitCode.BAD_DATA, fault.exitCode());
    return String.valueOf(fault.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sover: {} | unknown key 'sover' (line 9); did you mean 'solver'?",
        "solver: {relTole: 1} | unknown key 'relTole' in 'solver' (line 9); did you mean 'relTol'?",
        "solver: {relTol: -1e-6} | solver.relTol (line 9): must be a number above zero, found"
            + " '-1e-6'",
        "solver: {absTol: 0} | solver.absTol (line 9): must be a number above zero, found '0'",
        "solver: {absTol: .nan} | solver.absTol (line 9): must be a number above zero, found"
            + " '.nan'",
        "solver: {absTol: {z: 1}} | solver.absTol names 'z', which is no state; known are hare, lynx",
        "solver: {controller: pud} | solver.controller (line 9): unknown value 'pud'; did you mean"
            + " 'pid'?",
        "solver: {norm: 2} | solver.norm (line 9): unknown value '2'; known are rms, max",
        "solver: {minStep: 0} | solver.minStep (line 9): must be a number above zero, found '0'",
        "solver: {method: euler, step: 1, maxStep: 1} | solver.maxStep (line 9): euler has steps of"
            + " a fixed length",
        "solver: {relTol: abc} | solver.relTol (line 9): must be a number above zero, found 'abc'",
        "solver: {relTol: [1]} | solver.relTol (line 9): must be a number above zero, found a list",
        "solver: {maxSteps: 0} | solver.maxSteps (line 9): must be a whole number from 1 to"
            + " 2147483647, found '0'",
        "solver: {maxSteps: 1.5} | solver.maxSteps (line 9): must be a whole number from 1 to"
            + " 2147483647, found '1.5'",
        "solver: {method: tsit6} | solver.method (line 9): unknown value 'tsit6'; did you mean"
            + " 'tsit5'?",
        "solver: {method: euler} | solver (line 9): the key 'step' is missing",
        "solver: {step: 0.1} | solver.step (line 9): dormand_prince_54 chooses its steps itself",
        "solver: 3 | solver (line 9): must be a section of keys and values, found '3'",
        "gradient: discret | gradient (line 9): unknown value 'discret'; did you mean 'discrete'?",
        "device: [cpu] | device (line 9): must be one of cpu, cuda, auto, found a list",
        "optimize: [] | optimize (line 9): must list at least one stage",
        "optimize: {adam: {}} | optimize (line 9): must be a list, found a section",
        "optimize: [{adam: {}, lbfgs: {}}] | optimize.0 (line 9): must hold exactly one of adam,"
            + " lbfgs, levenberg_marquardt, found 2",
        "optimize: [{adam: {rate: 0}}] | optimize.0.adam.rate (line 9): must be a number above"
            + " zero, found '0'",
        "optimize: [adm] | optimize.0 (line 9): unknown value 'adm'; did you mean 'adam'?",
        "starts: 0 | starts (line 9): must be a whole number from 1 to 1000000, found '0'",
        "seed: x | seed (line 9): must be a whole number, found 'x'",
        "threads: -1 | threads (line 9): must be a whole number from 0 to 65536, found '-1'",
        "holdout: {last: -1} | holdout.last (line 9): must be a number not below zero, found '-1'",
        "holdout: {last: 1.5} | holdout.last (line 9): must be a fraction below 1 or a whole number"
            + " of points, found '1.5'",
        "loss: {kind: rmse} | loss.kind (line 9): unknown value 'rmse'; did you mean 'mse'?",
        "loss: {weights: {hare: -1}} | loss.weights.hare (line 9): must be a number not below zero,"
            + " found '-1'",
        "constants: {c: c} | constants.c (line 9): must be a number, found 'c'",
        "constants: {c: '3'} | constants.c (line 9): must be a number, found '3'",
        "constants: {a: 3} | 'a' in 'constants' (line 9): is declared in 'parameters' already",
        "constants: {t: 3} | 't' in 'constants' (line 9): is a reserved name; choose another",
        "constants: {sin: 3} | 'sin' in 'constants' (line 9): is a reserved name; choose another",
        "constants: {2x: 3} | '2x' in 'constants' (line 9): is not a name: letters, digits and _,"
            + " not a digit first",
        "derived: {d: hare + hrae} | derived 'd' (line 9, column 21): unknown name 'hrae'; did you"
            + " mean 'hare'?",
        "derived: {d: f, f: d} | derived 'd': needs itself: d -> f -> d",
        "derived: {d: [1]} | derived 'd' (line 9): must be a formula, found a list",
        "events: [{do: {hare: 1}}] | events.0 (line 9): must have either 'at' or 'when'",
        "events: [{at: 1}] | events.0 (line 9): the key 'do' is missing",
        "events: [{at: 1, when: t, do: {hare: 1}}] | events.0 (line 9): must have either 'at' or"
            + " 'when'",
        "events: [{at: [1, 1], do: {hare: 1}}] | events.0.at (line 9): must be a time or a list of"
            + " different times, found [1.0, 1.0]",
        "events: [{at: 1, direction: up, do: {hare: 1}}] | events.0.direction (line 9): goes with"
            + " 'when', not with 'at'",
        "events: [{at: 1, do: {hrae: 1}}] | event 1, do 'hrae' (line 9): there is no such state;"
            + " did you mean 'hare'?",
        "events: [{when: t, do: {}}] | events.0.do (line 9): must change at least one state",
        "events: [{when: 't - ', do: {hare: 1}}] | event 1, when (line 9, column 22): expected a"
            + " number, a name or '(' but found the end of the formula",
        "data: {time: t, observe: {hare: h}} | data (line 9): the key 'file' is missing",
        "data: {file: f, time: t, observe: {}} | data.observe (line 9): must name at least one"
            + " state or derived quantity and its column",
        "data: {file: f, time: t, observe: {hrae: h}} | data.observe: there is no state or derived"
            + " quantity 'hrae'; did you mean 'hare'?",
        "data: {file: f, time: t, observe: {hare: h}, rows: {where: a}} | data.rows.where (line 9):"
            + " expected a column, one of == != < <= > >= and a value, such as Subject == 1, found"
            + " 'a'",
        "time: {from: 0, to: 2} | line 9: the key 'time' is there already (line 8)",
        "x: [1 | line 10: this is not valid YAML: expected ',' or ']', but got <stream end>"
      })
  void aWrongLineIsNamed(String line, String message) throws IOException {
    assertEquals("fit.yaml: " + message, faultOf(TIMED + line + "\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | there is neither a section 'data' nor times, such as time: {from: 0, to: 10}",
        "{from: 0} | time (line 8): the key 'to' is missing",
        "{from: 3, to: 3} | time.to (line 8): the time range is empty: from and to are both 3.0",
        "{from: 0, to: .inf} | time.to (line 8): must be a number, found '.inf'",
        "{from: 0, to: 1, points: 1} | time.points (line 8): must be a whole number from 2 to"
            + " 1000000, found '1'",
        "{from: 0, to: 1, points: 10000000} | time.points (line 8): must be a whole number from 2"
            + " to 1000000, found '10000000'",
        "{at: []} | time.at (line 8): must list 2 to 1000000 times, found 0",
        "{at: [1, 2, 2]} | time.at.2 (line 8): times must ascend or descend, found 2.0 after 2.0",
        "{at: [1, 2, 0]} | time.at.2 (line 8): times must ascend or descend, found 0.0 after 2.0",
        "{at: [1, 2], to: 3} | time (line 8): must have either 'at' or 'from' and 'to'"
      })
  void aWrongTimeIsNamed(String time, String message) throws IOException {
    assertEquals("fit.yaml: " + message, faultOf(GOOD + "time: " + time + "\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hare: a*hare | hare: a*hrae | equation 'hare' (line 6, column 11): unknown name 'hrae';"
            + " did you mean 'hare'?",
        "hare: a*hare | hare: net(hare, lynx, a)[0] | equation 'hare' (line 6, column 9): network"
            + " 'net' takes 2 inputs, 3 were given",
        "hare: a*hare | hare: net(hare, lynx) | equation 'hare' (line 6, column 9): network 'net'"
            + " has 2 outputs; choose one by its index, [0] to [1]",
        "hare: a*hare | hare: net(hare, lynx)[2] | equation 'hare' (line 6, column 9): network"
            + " 'net' has no output [2]; the last is [1]",
        "hare: a*hare | hare: a*(hare | equation 'hare' (line 6, column 16): expected ')' but found"
            + " the end of the formula",
        "hare: a*hare | `hare: \"a*(hare\"` | equation 'hare' (line 6, column 17): expected ')' but"
            + " found the end of the formula",
        "hare: a*hare | hrae: a*hare | the state 'hare' has no equation; the equation 'hrae'"
            + " belongs to no state",
        "lynx: -lynx | `lynx: 1\n"
            + "  wolf: 2` | equation 'wolf' (line 8): there is no such state; known are hare, lynx",
        "lynx: 4 | lynx: hrae/2 | initial value of 'lynx' (line 1, column 26): unknown name 'hrae';"
            + " did you mean 'hare'?",
        "lynx: 4 | lynx: lynx | initial value of 'lynx': needs itself: lynx -> lynx",
        "lynx: 4 | lynx: t | initial value of 'lynx' (line 1, column 26): unknown name 't'; known"
            + " are a, hare, lynx",
        "lynx: 4 | `lynx: 'net(1,2)[0]'` | initial value of 'lynx' (line 1, column 27): unknown"
            + " function or network 'net'; known are exp, expm1, log, log1p, log10, sqrt, cbrt,"
            + " abs, sign, sin, cos, tan, ...",
        "lynx: 4 | `lynx: {fit: 4, min: 5}` | states.lynx.fit (line 1): the start value 4.0 is not"
            + " between min = 5.0 and max = Infinity",
        "lynx: 4 | `lynx: {fit: 4, min: 5, max: 3}` | states.lynx.max (line 1): must be above min ="
            + " 5.0, found 3.0",
        "lynx: 4 | `lynx: {start: 4}` | unknown key 'start' in 'states.lynx' (line 1); known are"
            + " fit, min, max",
        "lynx: 4 | `lynx: {}` | states.lynx (line 1): the key 'fit' is missing",
        "lynx: 4 | `hare: 4` | line 1: the key 'hare' is there already (line 1)",
        "a: 0.5 | a: 0.5b | parameters.a (line 2): must be a number, found '0.5b'",
        "a: 0.5 | `a: {start: 1e999}` | parameters.a.start (line 2): must be a number, found"
            + " '1e999'",
        "inputs: 2 | inputs: 0 | networks.net.inputs (line 4): must be a whole number from 1 to"
            + " 65536, found '0'",
        "4 tanh | 4 tnah | networks.net.layers.0 (line 4): unknown value 'tnah'; did you mean"
            + " 'tanh'?",
        "4 tanh | tanh | networks.net.layers.0 (line 4): must be a width and an activation such as"
            + " '16 tanh', found 'tanh'",
        "4 tanh | 0 tanh | networks.net.layers.0 (line 4): the width must be from 1 to 65536, found"
            + " 0",
        "`[4 tanh, 2]` | `[]` | networks.net.layers (line 4): must list 1 to 1000 layers, found 0",
        "net: { | sin: { | 'sin' in 'networks' (line 4): is a reserved name; choose another"
      })
  void aWrongEditIsNamed(String good, String bad, String message) throws IOException {
    assertTrue(TIMED.contains(good), "the test edits what is not there: " + good);
    assertEquals("fit.yaml: " + message, faultOf(TIMED.replace(good, bad)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | the section 'states' is missing",
        "states: {x: 1} | the section 'equations' is missing",
        "equations: {x: 1} | the section 'states' is missing",
        "`states: {}` | states (line 1): must name at least one state",
        "just text | the fit file (line 1): must be a section of keys and values, found 'just"
            + " text'",
        "- a | the fit file (line 1): must be a section of keys and values, found a list"
      })
  void whatIsMissingIsNamed(String text, String message) throws IOException {
    assertEquals("fit.yaml: " + message, faultOf(text));
  }

  @Test
  void aFormulaOfSeveralLinesHasItsFaultCountedInTheFormula() throws IOException {
    String folded = TIMED.replace("hare: a*hare", "hare: >\n    a*hare\n    + hrae");
    assertEquals(
        "fit.yaml: equation 'hare' (from line 6, character 10 of the formula): unknown name 'hrae';"
            + " did you mean 'hare'?",
        faultOf(folded));
    String broken = TIMED.replace("hare: a*hare", "hare: a*hare\n    + hrae");
    assertEquals(faultOf(folded), faultOf(broken));
  }

  @Test
  void lossAndDataMustAgree() throws IOException {
    String data = "data: {file: f, time: t, observe: {hare: h}}\n";
    assertEquals(
        "fit.yaml: loss.weights: 'lynx' is not observed; known are hare",
        faultOf(TIMED + data + "loss: {weights: {lynx: 1}}\n"));
  }

  @Test
  void aFileThatIsNotThereOrNotTextIsNamed() throws IOException {
    Path missing = folder.resolve("nowhere.yaml");
    assertEquals(
        "cannot read the fit file " + missing + ": there is no such file", faultOf(missing));
    assertEquals("cannot read the fit file " + folder + ": it is a folder", faultOf(folder));
    Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xc3, 0x28});
    assertEquals("the fit file " + binary + " is not text in UTF-8", faultOf(binary));
  }

  @Test
  void aByteOrderMarkIsNoFault() throws IOException {
    Path file = Files.writeString(folder.resolve("f.yaml"), "\uFEFF" + TIMED);
    assertEquals(2, FitFileReader.read(file, List.of()).states().size());
  }

  @Test
  void onlyPlainYamlIsRead() throws IOException {
    assertEquals(
        "fit.yaml: line 9: YAML tags are not allowed, found 'tag:yaml.org,2002:int'",
        faultOf(TIMED + "seed: !!int 3\n"));
    assertEquals(
        "fit.yaml: line 9: YAML tags are not allowed, found '!javax.script.ScriptEngineManager'",
        faultOf(TIMED + "seed: !javax.script.ScriptEngineManager [1]\n"));
    assertEquals(
        "fit.yaml: line 9: only one YAML document is allowed", faultOf(TIMED + "---\nx: 1\n"));
    assertEquals("fit.yaml: line 9: a key must be a single word", faultOf(TIMED + "[1]: 2\n"));
    assertEquals(
        "fit.yaml: line 9: the alias *a refers to nothing before it",
        faultOf(TIMED + "events: &a [*a]\n"));
  }

  @Test
  void aliasesMayStandForWholeValues() throws IOException {
    String text = TIMED + "constants: {k: &k 3, l: *k}\n";
    Path file = Files.writeString(folder.resolve("f.yaml"), text);
    assertEquals(3, FitFileReader.read(file, List.of()).constants().get("l"));
  }

  @Test
  void anAliasBombIsRefused() throws IOException {
    StringBuilder bomb = new StringBuilder(TIMED + "x0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*x" + (i - 1);
      String list = String.join(", ", Collections.nCopies(10, alias));
      bomb.append("x%d: &x%d [%s]\n".formatted(i, i, list));
    }
    assertEquals(
        "fit.yaml: line 13: the file has more than 100000 keys and values",
        faultOf(bomb.toString()));
  }

  @Test
  void depthAndSizeAreLimited() throws IOException {
    assertEquals(
        "fit.yaml: line 9: the file is nested deeper than 20 levels",
        faultOf(TIMED + "x: " + "[".repeat(100_000)));
    assertEquals(
        "fit.yaml: line 9: the file is nested deeper than 20 levels",
        faultOf(TIMED + "x: " + "{a: ".repeat(50_000)));
    Path large = Files.write(folder.resolve("large.yaml"), new byte[(1 << 20) + 1]);
    assertEquals("the fit file " + large + " is larger than 1048576 bytes", faultOf(large));
  }

  @Test
  void hugeScalarsAreShortenedInMessages() throws IOException {
    String message = faultOf(TIMED + "seed: " + "9".repeat(500_000) + "\n");
    assertTrue(message.length() < 200, message);
  }

  @Test
  void controlCharactersAreRefused() throws IOException {
    String message = faultOf(TIMED + "seed: \0\n");
    assertTrue(message.startsWith("fit.yaml: "), message);
    assertEquals(
        1, message.lines().count(), "a message must be one line, whatever the library says");
  }
}
