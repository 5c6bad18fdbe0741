/// Strategies for fitting trajectories on which a plain fit gets stuck: windows, multiple shooting,
/// growing horizons, smoothing.
@NullMarked
package dev.odeon.adjoint.fit;

import org.jspecify.annotations.NullMarked;
