package dev.odeon.ode.problem;

/// Where the increments of W come from. Both are functions of seed, trajectory and time alone, with
/// the bits of `nn.trace.Philox`, so that they do not depend on neighbours, threads or device.
public sealed interface BrownianMotion {
  /// Every step draws its increment anew, `sqrt(h) z` with z a standard normal number made of the
  /// time at which the step begins. The cheapest, for statistics of many trajectories. Other step
  /// sizes see other paths.
  record Increments() implements BrownianMotion {}

  /// One path for all step sizes: W is known at `2^levels + 1` equally spaced times of `span` and
  /// straight between them, and a step takes the difference of two of its values. Steps of half the
  /// size see the same path, so that errors can be compared path by path. Each value takes `levels`
  /// halvings, each with a normal number: with 10 levels a step costs some ten times as much.
  ///
  /// W comes from bridges that halve the span again and again, as P. Levy built it. J. G. Gaines,
  /// T. J. Lyons, Variable step size control in the numerical solution of stochastic differential
  /// equations, SIAM J. Appl. Math. 57 (1997) 1455-1484; the tree of counters is that of X. Li,
  /// T.-K. L. Wong, R. T. Q. Chen, D. Duvenaud, Scalable gradients for stochastic differential
  /// equations (2020).
  ///
  /// @param span where W is defined; W is 0 at its start and stands still outside
  /// @param levels how often the span is halved, 0 to 40
  record Tree(TimeSpan span, int levels) implements BrownianMotion {
    public Tree {
      if (span.end() <= span.start()) {
        throw new IllegalArgumentException(
            "span from " + span.start() + " to " + span.end() + " of a path is not ascending");
      }
      if (levels < 0 || levels > 40) {
        throw new IllegalArgumentException("levels " + levels + " of a path are outside 0..40");
      }
    }
  }
}
