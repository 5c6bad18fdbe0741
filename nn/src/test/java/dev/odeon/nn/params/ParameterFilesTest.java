package dev.odeon.nn.params;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.Normal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParameterFilesTest {
  private static final ParameterSpec SPEC =
      ParameterSpec.builder()
          .add("0.weight", Shape.of(3, 2), new Normal(1))
          .add("0.bias", Shape.of(3), new Normal(1))
          .add("a", Shape.SCALAR, new Normal(1))
          .build();

  @TempDir Path folder;

  @Test
  void whatIsSavedIsLoaded() throws IOException {
    for (DType dtype : new DType[] {DType.F64, DType.F32}) {
      ParameterVector saved = SPEC.initialize(4, dtype);
      ParameterFiles.save(file(), saved, Map.of("loss", "0.25"));
      StoredParameters loaded = ParameterFiles.load(file(), SPEC, dtype);
      assertTrue(saved.sameBits(loaded.parameters()), dtype + " values changed");
      assertEquals(Map.of("loss", "0.25"), loaded.metadata());
    }
  }

  @Test
  void orderInTheFileDoesNotMatter() throws IOException {
    ParameterSpec reversed = new ParameterSpec(SPEC.entries().reversed());
    ParameterFiles.save(file(), SPEC.initialize(4), Map.of());
    ParameterVector loaded = ParameterFiles.load(file(), reversed).parameters();
    assertTrue(loaded.sameBits(reversed.initialize(4)), "tensors went to other paths");
  }

  @Test
  void anotherModelIsRefusedNamingTheDifferences() throws IOException {
    ParameterFiles.save(file(), SPEC.initialize(4), Map.of());
    ParameterSpec other =
        ParameterSpec.builder()
            .add("0.weight", Shape.of(2, 3), new Normal(1))
            .add("0.bias", Shape.of(3), new Normal(1))
            .add("b", Shape.SCALAR, new Normal(1))
            .build();
    assertRefused(
        other,
        DType.F64,
        file()
            + " does not fit the model: '0.weight' is F64[3x2] in the file, F64[2x3] in the model;"
            + " 'b' F64[] is missing; 'a' F64[] is not in the model");
  }

  @Test
  void anotherElementTypeIsRefused() throws IOException {
    ParameterFiles.save(file(), SPEC.initialize(4, DType.F32), Map.of());
    assertRefused(
        SPEC,
        DType.F64,
        file()
            + " does not fit the model: '0.weight' is F32[3x2] in the file, F64[3x2] in the model;"
            + " '0.bias' is F32[3] in the file, F64[3] in the model;"
            + " 'a' is F32[] in the file, F64[] in the model");
  }

  @Test
  void longListsOfDifferencesAreCut() throws IOException {
    ParameterFiles.save(file(), SPEC.initialize(4), Map.of());
    String message =
        String.valueOf(
            assertThrows(
                    ModelFormatException.class,
                    () ->
                        ParameterFiles.load(
                            file(), ParameterSpec.concat(SPEC.prefixed("x"), SPEC.prefixed("y"))))
                .getMessage());
    assertTrue(message.endsWith("; and 4 more differences"), message);
  }

  private Path file() {
    return folder.resolve("model.safetensors");
  }

  private void assertRefused(ParameterSpec spec, DType dtype, String message) {
    assertEquals(
        message,
        assertThrows(ModelFormatException.class, () -> ParameterFiles.load(file(), spec, dtype))
            .getMessage());
  }
}
