package dev.odeon.ode;

/// Where methods were published.
final class Citations {
  private static final String KUTTA =
      "W. Kutta, Beitrag zur näherungsweisen Integration totaler Differentialgleichungen, "
          + "Zeitschrift für Mathematik und Physik 46 (1901) 435-453";
  private static final String VERNER =
      "J. H. Verner, Numerically optimal Runge-Kutta pairs with interpolants, Numerical Algorithms "
          + "53 (2010) 383-396";
  private static final String KVAERNO =
      "A. Kvaerno, Singly diagonally implicit Runge-Kutta methods with an explicit first stage, BIT "
          + "Numerical Mathematics 44 (2004) 489-502";
  private static final String MATLAB =
      "L. F. Shampine, M. W. Reichelt, The MATLAB ODE suite, SIAM Journal on Scientific Computing "
          + "18 (1997) 1-22";
  private static final String YOSHIDA =
      "H. Yoshida, Construction of higher order symplectic integrators, Physics Letters A 150 "
          + "(1990) 262-268";
  private static final String NYSTROM =
      "J. R. Dormand, M. E. A. El-Mikkawy, P. J. Prince, Families of Runge-Kutta-Nystrom formulae, "
          + "IMA Journal of Numerical Analysis 7 (1987) 235-250";
  private static final String ONE =
      "E. Hairer, S. P. Norsett, G. Wanner, Solving Ordinary Differential Equations I, 2nd ed., "
          + "1993, ";
  private static final String TWO =
      "E. Hairer, G. Wanner, Solving Ordinary Differential Equations II, 2nd ed., 1996, ";

  private Citations() {}

  /// @param name of a method, without a prefix
  /// @throws IllegalArgumentException if the method is not known here
  static String of(String name) {
    return switch (name) {
      case "euler" ->
          "L. Euler, Institutionum calculi integralis volumen primum, 1768, section II, chapter 7";
      case "midpoint" ->
          "C. Runge, Ueber die numerische Auflösung von Differentialgleichungen, Mathematische "
              + "Annalen 46 (1895) 167-178";
      case "heun" ->
          "K. Heun, Neue Methoden zur approximativen Integration der Differentialgleichungen einer "
              + "unabhängigen Veränderlichen, Zeitschrift für Mathematik und Physik 45 (1900) 23-38";
      case "ralston" ->
          "A. Ralston, Runge-Kutta methods with minimum error bounds, Mathematics of Computation 16 "
              + "(1962) 431-437";
      case "bogacki_shampine_32" ->
          "P. Bogacki, L. F. Shampine, A 3(2) pair of Runge-Kutta formulas, Applied Mathematics "
              + "Letters 2 (1989) 321-325";
      case "classical_runge_kutta", "three_eighthes" -> KUTTA;
      case "gill" ->
          "S. Gill, A process for the step-by-step integration of differential equations in an "
              + "automatic digital computing machine, Mathematical Proceedings of the Cambridge "
              + "Philosophical Society 47 (1951) 96-108";
      case "higham_hall_54" ->
          "D. J. Higham, G. Hall, Embedded Runge-Kutta formulae with stable equilibrium states, "
              + "Journal of Computational and Applied Mathematics 29 (1990) 25-33";
      case "dormand_prince_54" ->
          "J. R. Dormand, P. J. Prince, A family of embedded Runge-Kutta formulae, Journal of "
              + "Computational and Applied Mathematics 6 (1980) 19-26";
      case "tsit5" ->
          "Ch. Tsitouras, Runge-Kutta pairs of order 5(4) satisfying only the first column "
              + "simplifying assumption, Computers and Mathematics with Applications 62 (2011) "
              + "770-775";
      case "luther" ->
          "H. A. Luther, An explicit sixth-order Runge-Kutta formula, Mathematics of Computation 22 "
              + "(1968) 434-436";
      case "verner6", "verner7", "verner8", "verner9" -> VERNER;
      case "dormand_prince_853" -> ONE + "sections II.5, II.6 and II.10 (DOP853)";
      case "dormand_prince_87" ->
          "P. J. Prince, J. R. Dormand, High order embedded Runge-Kutta formulae, Journal of "
              + "Computational and Applied Mathematics 7 (1981) 67-75";
      default -> ofOthers(name);
    };
  }

  private static String ofOthers(String name) {
    return switch (name) {
      case "auto" -> TWO + "section IV.2";
      case "rosenbrock23", "bdf" -> MATLAB;
      case "rodas4" -> TWO + "section VI.4";
      case "rodas5p" ->
          "G. Steinebach, Construction of Rosenbrock-Wanner method Rodas5P and numerical benchmarks "
              + "within the Julia Differential Equations package, BIT Numerical Mathematics 63 "
              + "(2023) 27";
      case "implicit_euler" -> TWO + "section IV.3";
      case "trbdf2" ->
          "M. E. Hosea, L. F. Shampine, Analysis and implementation of TR-BDF2, Applied Numerical "
              + "Mathematics 20 (1996) 21-37";
      case "kvaerno3", "kvaerno4", "kvaerno5" -> KVAERNO;
      case "kencarp4" ->
          "C. A. Kennedy, M. H. Carpenter, Additive Runge-Kutta schemes for "
              + "convection-diffusion-reaction equations, Applied Numerical Mathematics 44 (2003) "
              + "139-181";
      case "radau5" -> TWO + "section IV.8";
      case "rkc" ->
          "B. P. Sommeijer, L. F. Shampine, J. G. Verwer, RKC: an explicit solver for parabolic "
              + "PDEs, Journal of Computational and Applied Mathematics 88 (1998) 315-326";
      case "stormer_verlet" -> "L. Verlet, Physical Review 159 (1967) 98-103";
      case "mclachlan_atela_4" ->
          "R. I. McLachlan, P. Atela, The accuracy of symplectic integrators, Nonlinearity 5 (1992) "
              + "541-562";
      case "yoshida_6", "yoshida_8" -> YOSHIDA;
      case "suzuki_umeno_8" ->
          "R. I. McLachlan, On the numerical integration of ordinary differential equations by "
              + "symmetric composition methods, SIAM Journal on Scientific Computing 16 (1995) "
              + "151-168";
      case "dormand_prince_nystrom_43", "dormand_prince_nystrom_64" -> NYSTROM;
      case "gragg_bulirsch_stoer" ->
          "R. Bulirsch, J. Stoer, Numerical treatment of ordinary differential equations by "
              + "extrapolation methods, Numerische Mathematik 8 (1966) 1-13";
      case "adams_bashforth", "adams_moulton" -> ONE + "section III.1";
      default -> throw new IllegalArgumentException("method '" + name + "' has no citation");
    };
  }
}
