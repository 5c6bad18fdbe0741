package dev.odeon.validation.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The house rules, over the main classes of every module.
final class ArchitectureTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

  private static JavaClasses house;

  @BeforeAll
  static void readTheHouse() {
    house =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.odeon");
  }

  static Stream<ArchRule> rules() {
    return Stream.of(
        HouseRules.MODULES,
        HouseRules.GRAPH_STANDS_ALONE,
        HouseRules.TRACE_MAKES_GRAPHS,
        HouseRules.TRANSFORMATIONS_READ_GRAPHS,
        HouseRules.PATHS_ARE_TRACED,
        HouseRules.FUNCTIONS_ARE_GRAPHS,
        HouseRules.BACKENDS_KNOW_NO_MODELS,
        HouseRules.NO_CYCLES,
        HouseRules.HIPPARCHUS_ODE,
        HouseRules.HIPPARCHUS_OPTIM,
        HouseRules.JCUDA,
        HouseRules.XCHART,
        HouseRules.COMMONS_MATH,
        HouseRules.JMH,
        HouseRules.COMMAND_LINE,
        HouseRules.NO_JAVA_DESERIALISATION,
        HouseRules.NAMES_SAY_WHAT_A_CLASS_IS);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(ArchRule rule) {
    rule.check(house);
  }

  @Test
  void everyModuleWithSourcesWasRead() throws IOException {
    for (Path sources : mainSources()) {
      String module = ROOT.relativize(sources).getName(0).toString();
      String prefix = "dev.odeon." + module.replace("-", "");
      assertTrue(
          house.stream().anyMatch(type -> (type.getPackageName() + ".").startsWith(prefix + ".")),
          "no class of " + prefix + " was read: the rules say nothing about that module");
    }
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    List<Path> unmarked = new ArrayList<>();
    for (Path sources : mainSources()) {
      for (Path directory : directoriesWithSources(sources)) {
        Path info = directory.resolve("package-info.java");
        if (!Files.exists(info) || !Files.readString(info).contains("\n@NullMarked\n")) {
          unmarked.add(ROOT.relativize(directory));
        }
      }
    }
    assertEquals(List.of(), unmarked, "packages whose package-info.java lacks @NullMarked");
  }

  private static List<Path> mainSources() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .filter(module -> Files.exists(module.resolve("pom.xml")))
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .toList();
    }
  }

  private static List<Path> directoriesWithSources(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .toList();
    }
  }
}
