package dev.odeon.validation.architecture;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.odeon.adjoint.planted.Later;
import dev.odeon.gpu.planted.PlantedDevice;
import dev.odeon.nn.backend.planted.BackendWithLayers;
import dev.odeon.nn.graph.planted.GraphThatTraces;
import dev.odeon.nn.layer.planted.PlantedLayer;
import dev.odeon.nn.rewrite.planted.RewriteThatTrains;
import dev.odeon.nn.trace.planted.TraceThatRewrites;
import dev.odeon.nn.train.planted.PlantedTrainer;
import dev.odeon.ode.planted.Earlier;
import dev.odeon.ode.planted.Greedy;
import dev.odeon.ode.planted.PlantedHelper;
import dev.odeon.plotting.planted.PictureOfDevice;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Breaks every house rule on purpose: a rule that lets its planted import pass is no rule.
final class PlantedImportTest {

  static Stream<Arguments> faults() {
    return Stream.of(
        planted(HouseRules.MODULES, Earlier.class, Later.class),
        planted(HouseRules.MODULES, PictureOfDevice.class, PlantedDevice.class),
        planted(HouseRules.NO_CYCLES, Earlier.class, Later.class),
        planted(HouseRules.GRAPH_STANDS_ALONE, GraphThatTraces.class, TraceThatRewrites.class),
        planted(HouseRules.TRACE_MAKES_GRAPHS, TraceThatRewrites.class, RewriteThatTrains.class),
        planted(
            HouseRules.TRANSFORMATIONS_READ_GRAPHS, RewriteThatTrains.class, PlantedTrainer.class),
        planted(HouseRules.BACKENDS_KNOW_NO_MODELS, BackendWithLayers.class, PlantedLayer.class),
        planted(HouseRules.HIPPARCHUS_ODE, Greedy.class),
        planted(HouseRules.HIPPARCHUS_OPTIM, Greedy.class),
        planted(HouseRules.JCUDA, Greedy.class),
        planted(HouseRules.XCHART, Greedy.class),
        planted(HouseRules.COMMONS_MATH, Greedy.class),
        planted(HouseRules.JMH, Greedy.class),
        planted(HouseRules.COMMAND_LINE, Greedy.class),
        planted(HouseRules.NO_JAVA_DESERIALISATION, Greedy.class),
        planted(HouseRules.NAMES_SAY_WHAT_A_CLASS_IS, PlantedHelper.class));
  }

  private static Arguments planted(ArchRule rule, Class<?>... classes) {
    return Arguments.of(rule, new ClassFileImporter().importClasses(classes));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void isCaught(ArchRule rule, JavaClasses planted) {
    assertFalse(planted.isEmpty());
    assertTrue(rule.evaluate(planted).hasViolation(), "let pass: " + rule.getDescription());
  }
}
