package dev.odeon.gpu.emulator;

/// A text that the emulator does not take, or a run that a device would not survive.
public final class MachineFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MachineFault(String message) {
    super(message);
  }
}
