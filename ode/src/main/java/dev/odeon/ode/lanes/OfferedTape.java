package dev.odeon.ode.lanes;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// What a run kept of the steps of a block, for whoever claims it first. The run has no hold of it
/// afterwards: the tape may then be used for another run.
public final class OfferedTape {
  private final AtomicReference<Optional<StepTape>> tape;

  OfferedTape(StepTape tape) {
    this.tape = new AtomicReference<>(Optional.of(tape));
  }

  /// The tape, which is the caller's from now on; empty if somebody else had it.
  Optional<StepTape> claim() {
    return tape.getAndSet(Optional.empty());
  }
}
