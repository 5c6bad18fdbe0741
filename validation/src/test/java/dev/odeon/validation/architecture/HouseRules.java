package dev.odeon.validation.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.ObjectInputStream;

/// Who may use whom. The arrows are those of `docs/architecture.md`.
final class HouseRules {
  static final ArchRule MODULES =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("nn")
          .definedBy("dev.odeon.nn..")
          .layer("ode")
          .definedBy("dev.odeon.ode..")
          .layer("adjoint")
          .definedBy("dev.odeon.adjoint..")
          .layer("gpu")
          .definedBy("dev.odeon.gpu..")
          .layer("plotting")
          .definedBy("dev.odeon.plotting..")
          .layer("commonsmath")
          .definedBy("dev.odeon.commonsmath..")
          .layer("cli")
          .definedBy("dev.odeon.cli..")
          .layer("examples")
          .definedBy("dev.odeon.examples..")
          .layer("validation")
          .definedBy("dev.odeon.validation..")
          .whereLayer("nn")
          .mayNotAccessAnyLayer()
          .whereLayer("ode")
          .mayOnlyAccessLayers("nn")
          .whereLayer("adjoint")
          .mayOnlyAccessLayers("nn", "ode")
          .whereLayer("gpu")
          .mayOnlyAccessLayers("nn", "ode", "adjoint")
          .whereLayer("plotting")
          .mayOnlyAccessLayers("nn", "ode")
          .whereLayer("commonsmath")
          .mayOnlyAccessLayers("nn", "ode")
          .whereLayer("cli")
          .mayOnlyAccessLayers("nn", "ode", "adjoint", "gpu", "plotting")
          .whereLayer("examples")
          .mayOnlyAccessLayers("nn", "ode", "adjoint", "gpu", "plotting")
          .whereLayer("gpu")
          .mayOnlyBeAccessedByLayers("cli", "examples", "validation")
          .whereLayer("validation")
          .mayNotBeAccessedByAnyLayer();

  static final ArchRule GRAPH_STANDS_ALONE =
      noClasses()
          .that()
          .resideInAPackage("dev.odeon.nn.graph..")
          .should()
          .dependOnClassesThat(odeonOutside("dev.odeon.nn.graph.."))
          .allowEmptyShould(true)
          .because(
              "every transformation and backend reads the graph, the graph knows none of them");

  static final ArchRule TRACE_MAKES_GRAPHS =
      noClasses()
          .that()
          .resideInAPackage("dev.odeon.nn.trace..")
          .should()
          .dependOnClassesThat(odeonOutside("dev.odeon.nn.graph..", "dev.odeon.nn.trace.."))
          .allowEmptyShould(true)
          .because("tracing makes graphs and knows nothing of what is done with them");

  static final ArchRule TRANSFORMATIONS_READ_GRAPHS =
      noClasses()
          .that()
          .resideInAnyPackage("dev.odeon.nn.ad..", "dev.odeon.nn.rewrite..")
          .should()
          .dependOnClassesThat(
              odeonOutside(
                  "dev.odeon.nn.graph..",
                  "dev.odeon.nn.trace..",
                  "dev.odeon.nn.function..",
                  "dev.odeon.nn.ad..",
                  "dev.odeon.nn.rewrite.."))
          .allowEmptyShould(true)
          .because("derivatives and rewrites are graph to graph");

  static final ArchRule PATHS_ARE_TRACED =
      noClasses()
          .that()
          .resideInAPackage("dev.odeon.nn.path..")
          .should()
          .dependOnClassesThat(
              odeonOutside("dev.odeon.nn.graph..", "dev.odeon.nn.trace..", "dev.odeon.nn.path.."))
          .allowEmptyShould(true)
          .because("a path is numbers, and an expression in a trace");

  static final ArchRule FUNCTIONS_ARE_GRAPHS =
      noClasses()
          .that()
          .resideInAPackage("dev.odeon.nn.function..")
          .should()
          .dependOnClassesThat(
              odeonOutside(
                  "dev.odeon.nn.graph..", "dev.odeon.nn.trace..", "dev.odeon.nn.function.."))
          .allowEmptyShould(true)
          .because("what a function means depends on no backend and no rewrite");

  static final ArchRule BACKENDS_KNOW_NO_MODELS =
      noClasses()
          .that()
          .resideInAPackage("dev.odeon.nn.backend..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.odeon.nn.layer..",
              "dev.odeon.nn.loss..",
              "dev.odeon.nn.optim..",
              "dev.odeon.nn.train..",
              "dev.odeon.nn.data..")
          .allowEmptyShould(true)
          .because("a backend runs any graph");

  static final ArchRule NO_CYCLES =
      slices().assignedFrom(new PackageSlices()).should().beFreeOfCycles().allowEmptyShould(true);

  /// Its speed is compared with that of programs without Odeon, so one package writes such
  /// programs.
  static final ArchRule HIPPARCHUS_ODE =
      onlyIn(
          "org.hipparchus.ode..",
          "dev.odeon.ode.hipparchus..",
          "dev.odeon.validation.bench.hipparchus..");

  static final ArchRule HIPPARCHUS_OPTIM =
      onlyIn("org.hipparchus.optim..", "dev.odeon.nn.optim..", "dev.odeon.adjoint..");
  static final ArchRule JCUDA = onlyIn("jcuda..", "dev.odeon.gpu.driver..");
  static final ArchRule XCHART = onlyIn("org.knowm.xchart..", "dev.odeon.plotting..");
  static final ArchRule COMMONS_MATH =
      onlyIn("org.apache.commons.math3..", "dev.odeon.commonsmath..", "dev.odeon.validation..");
  static final ArchRule JMH = onlyIn("org.openjdk.jmh..", "dev.odeon.validation.jmh..");
  static final ArchRule COMMAND_LINE =
      onlyIn("picocli..", "dev.odeon.cli..", "dev.odeon.examples..");

  static final ArchRule NO_JAVA_DESERIALISATION =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ObjectInputStream.class)
          .allowEmptyShould(true)
          .because("a stream of Java objects runs code of the sender's choice");

  static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
      noClasses()
          .should()
          .haveNameMatching(".*(Utils?|Helpers?|Managers?)(\\$.*)?")
          .allowEmptyShould(true);

  private HouseRules() {}

  private static DescribedPredicate<JavaClass> odeonOutside(String... packages) {
    return resideInAPackage("dev.odeon..").and(not(resideInAnyPackage(packages)));
  }

  private static ArchRule onlyIn(String library, String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(true)
        .because("only " + String.join(", ", packages) + " may use " + library);
  }

  /// One slice for each package.
  private static final class PackageSlices implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return javaClass.getPackageName().startsWith("dev.odeon.")
          ? SliceIdentifier.of(javaClass.getPackageName())
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages of dev.odeon";
    }
  }
}
