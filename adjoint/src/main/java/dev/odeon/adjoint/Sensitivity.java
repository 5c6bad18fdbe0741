package dev.odeon.adjoint;

import dev.odeon.ode.lanes.Recording;

/// How derivatives of a solve are computed.
public sealed interface Sensitivity {
  /// What the solve has to keep for it.
  Recording recording();

  /// The exact derivative of the accepted steps, backwards: cost of a few solves, whatever the
  /// number of parameters.
  ///
  /// Every accepted step is kept while there is room: about 8 (2 d + 8) bytes a step and trajectory
  /// for a method that remembers a derivative. When there is no more, checkpoints are kept from
  /// which the other steps are made again, bit for bit, so that memory stays bounded however many
  /// steps there are. With room for c steps, c (c + 1) / 2 of them are made again once, and c^3 / 6
  /// twice.
  ///
  /// @param bytes room for the steps of all trajectories of the solve together
  record Discrete(long bytes) implements Sensitivity {
    /// Room by default: 256 MiB.
    public static final long DEFAULT_BYTES = 256L << 20;

    public Discrete {
      if (bytes < 1) {
        throw new IllegalArgumentException("room of " + bytes + " bytes for the steps of a solve");
      }
    }

    /// With room for [#DEFAULT_BYTES].
    public Discrete() {
      this(DEFAULT_BYTES);
    }

    @Override
    public Recording recording() {
      return Recording.within(bytes);
    }
  }

  /// The exact derivative of the accepted steps, forwards: cost of about one solve for each
  /// parameter and component of the initial state; every step is kept, 8 (d + 2) bytes each. For
  /// few parameters.
  record Forward() implements Sensitivity {
    @Override
    public Recording recording() {
      return Recording.FULL;
    }
  }
}
