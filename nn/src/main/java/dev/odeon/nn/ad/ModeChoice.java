package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import org.jspecify.annotations.Nullable;

/// Which modes can give the Jacobian of a graph's only output for one input, and which is cheaper.
///
/// @param only the only mode that can, null if both can
/// @param reason why the other one cannot
/// @param cheaper the mode with fewer sweeps, among those that can
record ModeChoice(@Nullable DerivativeMode only, String reason, DerivativeMode cheaper) {
  /// What a sweep back through a loop without a bound costs, in sweeps forward: it makes its turns
  /// again.
  private static final int LOOP = 16;

  static ModeChoice of(Graph single, int input) {
    Value x = single.inputs().get(input);
    Value y = single.outputs().getFirst();
    LaneCoupling coupling = LaneCoupling.of(single, x, y);
    boolean fromLanes = x.scope() == Scope.PER_LANE;
    boolean toLanes = y.scope() == Scope.PER_LANE;
    String subject = "graph " + single.name() + ": output " + y;
    if (fromLanes && toLanes && coupling.throughLanes()) {
      throw new IllegalArgumentException(
          subject
              + " depends on input "
              + x
              + " of other lanes through a sum over lanes; there is no Jacobian of one lane");
    }
    if (fromLanes && !toLanes) {
      return new ModeChoice(
          DerivativeMode.REVERSE,
          subject + " is shared and input " + x + " per lane: forward mode sums over lanes",
          DerivativeMode.REVERSE);
    }
    if (toLanes && coupling.throughLanes()) {
      return new ModeChoice(
          DerivativeMode.FORWARD,
          subject + " is per lane and depends on shared input " + x + " through a sum over lanes",
          DerivativeMode.FORWARD);
    }
    int most = coupling.throughLoop() ? LOOP * y.type().size() : y.type().size();
    boolean forward = x.type().size() <= most;
    return new ModeChoice(null, "", forward ? DerivativeMode.FORWARD : DerivativeMode.REVERSE);
  }

  void require(DerivativeMode mode) {
    if (only != null && only != mode) {
      throw new IllegalArgumentException(reason + "; ask for " + only + " mode, not for " + mode);
    }
  }

  DerivativeMode or(DerivativeMode preferred) {
    return only == null ? preferred : only;
  }
}
