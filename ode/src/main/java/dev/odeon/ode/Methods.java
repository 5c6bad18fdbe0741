package dev.odeon.ode;

import dev.odeon.ode.hipparchus.HipparchusMethod;
import dev.odeon.ode.hipparchus.HipparchusTableaus;
import dev.odeon.ode.method.Auto;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.DiagonallyImplicit;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.method.Nystrom;
import dev.odeon.ode.method.Radau;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.RungeKuttaChebyshev;
import dev.odeon.ode.method.Splitting;
import dev.odeon.ode.method.Tsit5;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Every method by the name that a user selects it by.
///
/// `euler`, `midpoint`, `classical_runge_kutta`, `dormand_prince_54` and `tsit5` run on lanes; the
/// other names are Hipparchus's methods. The prefix `hipparchus:` before the name of a method that
/// Hipparchus has asks for Hipparchus's own integrator.
public final class Methods {
  private static final SequencedMap<String, Method> BY_NAME = byName();

  private Methods() {}

  private static SequencedMap<String, Method> byName() {
    List<Method> methods =
        new ArrayList<>(
            List.of(
                HipparchusTableaus.EULER,
                HipparchusTableaus.MIDPOINT,
                HipparchusTableaus.CLASSICAL_RUNGE_KUTTA,
                HipparchusTableaus.DORMAND_PRINCE_54,
                Tsit5.METHOD,
                Auto.METHOD,
                Rosenbrock.ROSENBROCK_23,
                Rosenbrock.RODAS_4,
                Rosenbrock.RODAS_5P,
                Bdf.METHOD,
                DiagonallyImplicit.IMPLICIT_EULER,
                DiagonallyImplicit.TRBDF2,
                DiagonallyImplicit.KVAERNO_3,
                DiagonallyImplicit.KVAERNO_4,
                DiagonallyImplicit.KVAERNO_5,
                DiagonallyImplicit.KENCARP_4,
                Radau.RADAU_5,
                RungeKuttaChebyshev.METHOD,
                Splitting.STORMER_VERLET,
                Splitting.MCLACHLAN_ATELA_4,
                Splitting.YOSHIDA_6,
                Splitting.YOSHIDA_8,
                Splitting.SUZUKI_UMENO_8,
                Nystrom.DORMAND_PRINCE_NYSTROM_43,
                Nystrom.DORMAND_PRINCE_NYSTROM_64));
    methods.addAll(HipparchusMethod.ALL);
    SequencedMap<String, Method> byName = new LinkedHashMap<>();
    methods.forEach(method -> byName.put(method.name(), method));
    return byName;
  }

  /// The names of all methods.
  public static List<String> names() {
    return List.copyOf(BY_NAME.sequencedKeySet());
  }

  /// All methods.
  public static List<Method> all() {
    return List.copyOf(BY_NAME.sequencedValues());
  }

  /// The method called `name`.
  ///
  /// @throws IllegalArgumentException if there is none, naming the nearest there is
  public static Method named(String name) {
    Method method = BY_NAME.get(name);
    if (method == null && name.startsWith(HipparchusMethod.PREFIX)) {
      method =
          BY_NAME.get(name.substring(HipparchusMethod.PREFIX.length()))
                  instanceof HipparchusMethod ofHipparchus
              ? ofHipparchus
              : null;
    }
    if (method == null) {
      throw new IllegalArgumentException(
          "method '" + shown(name) + "' is unknown; the nearest is '" + nearest(name) + "'");
    }
    return method;
  }

  private static String shown(String name) {
    return name.length() <= NameDistance.LONGEST
        ? name
        : name.substring(0, NameDistance.LONGEST) + "...";
  }

  private static String nearest(String name) {
    return Collections.min(
        BY_NAME.keySet(),
        (a, b) -> Integer.compare(NameDistance.between(name, a), NameDistance.between(name, b)));
  }
}
