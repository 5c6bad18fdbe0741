package dev.odeon.ode;

import dev.odeon.ode.hipparchus.HipparchusMethod;
import dev.odeon.ode.hipparchus.HipparchusTableaus;
import dev.odeon.ode.method.Auto;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.DiagonallyImplicit;
import dev.odeon.ode.method.DormandPrince853;
import dev.odeon.ode.method.DormandPrince87;
import dev.odeon.ode.method.LowOrderPairs;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.method.Nystrom;
import dev.odeon.ode.method.Radau;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.RungeKuttaChebyshev;
import dev.odeon.ode.method.Splitting;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.method.Verner6;
import dev.odeon.ode.method.Verner7;
import dev.odeon.ode.method.Verner8;
import dev.odeon.ode.method.Verner9;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// Every method by the name that a user selects it by.
///
/// Most run on lanes; `gragg_bulirsch_stoer`, `adams_bashforth` and `adams_moulton` are
/// Hipparchus's. The prefix `hipparchus:` before the name of a method that Hipparchus has asks for
/// Hipparchus's own integrator.
public final class Methods {
  /// Methods are made when they are first asked for: those of high order prove hundreds of order
  /// conditions.
  private static final SequencedMap<String, Supplier<Method>> BY_NAME = byName();

  private Methods() {}

  private static SequencedMap<String, Supplier<Method>> byName() {
    SequencedMap<String, Supplier<Method>> byName = new LinkedHashMap<>();
    byName.put("euler", () -> HipparchusTableaus.EULER);
    byName.put("midpoint", () -> HipparchusTableaus.MIDPOINT);
    byName.put("heun", () -> LowOrderPairs.HEUN);
    byName.put("ralston", () -> LowOrderPairs.RALSTON);
    byName.put("bogacki_shampine_32", () -> LowOrderPairs.BOGACKI_SHAMPINE_32);
    byName.put("classical_runge_kutta", () -> HipparchusTableaus.CLASSICAL_RUNGE_KUTTA);
    byName.put("gill", () -> HipparchusTableaus.GILL);
    byName.put("three_eighthes", () -> HipparchusTableaus.THREE_EIGHTHES);
    byName.put("dormand_prince_54", () -> HipparchusTableaus.DORMAND_PRINCE_54);
    byName.put("tsit5", () -> Tsit5.METHOD);
    byName.put("higham_hall_54", () -> HipparchusTableaus.HIGHAM_HALL_54);
    byName.put("luther", () -> HipparchusTableaus.LUTHER);
    byName.put("verner6", () -> Verner6.METHOD);
    byName.put("verner7", () -> Verner7.METHOD);
    byName.put("verner8", () -> Verner8.METHOD);
    byName.put("dormand_prince_853", () -> DormandPrince853.METHOD);
    byName.put("dormand_prince_87", () -> DormandPrince87.METHOD);
    byName.put("verner9", () -> Verner9.METHOD);
    byName.put("auto", () -> Auto.METHOD);
    byName.put("rosenbrock23", () -> Rosenbrock.ROSENBROCK_23);
    byName.put("rodas4", () -> Rosenbrock.RODAS_4);
    byName.put("rodas5p", () -> Rosenbrock.RODAS_5P);
    byName.put("bdf", () -> Bdf.METHOD);
    byName.put("implicit_euler", () -> DiagonallyImplicit.IMPLICIT_EULER);
    byName.put("trbdf2", () -> DiagonallyImplicit.TRBDF2);
    byName.put("kvaerno3", () -> DiagonallyImplicit.KVAERNO_3);
    byName.put("kvaerno4", () -> DiagonallyImplicit.KVAERNO_4);
    byName.put("kvaerno5", () -> DiagonallyImplicit.KVAERNO_5);
    byName.put("kencarp4", () -> DiagonallyImplicit.KENCARP_4);
    byName.put("radau5", () -> Radau.RADAU_5);
    byName.put("rkc", () -> RungeKuttaChebyshev.METHOD);
    byName.put("stormer_verlet", () -> Splitting.STORMER_VERLET);
    byName.put("mclachlan_atela_4", () -> Splitting.MCLACHLAN_ATELA_4);
    byName.put("yoshida_6", () -> Splitting.YOSHIDA_6);
    byName.put("yoshida_8", () -> Splitting.YOSHIDA_8);
    byName.put("suzuki_umeno_8", () -> Splitting.SUZUKI_UMENO_8);
    byName.put("dormand_prince_nystrom_43", () -> Nystrom.DORMAND_PRINCE_NYSTROM_43);
    byName.put("dormand_prince_nystrom_64", () -> Nystrom.DORMAND_PRINCE_NYSTROM_64);
    HipparchusMethod.ALL.forEach(method -> byName.put(method.name(), () -> method));
    return byName;
  }

  /// The names of all methods.
  public static List<String> names() {
    return List.copyOf(BY_NAME.sequencedKeySet());
  }

  /// All methods.
  public static List<Method> all() {
    return BY_NAME.sequencedValues().stream().map(Supplier::get).toList();
  }

  /// The method called `name`.
  ///
  /// @throws IllegalArgumentException if there is none, naming the nearest there is
  public static Method named(String name) {
    Supplier<Method> supplier = BY_NAME.get(name);
    Method method = supplier == null ? null : supplier.get();
    if (method == null && name.startsWith(HipparchusMethod.PREFIX)) {
      Supplier<Method> plain = BY_NAME.get(name.substring(HipparchusMethod.PREFIX.length()));
      method =
          plain != null && plain.get() instanceof HipparchusMethod ofHipparchus
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
