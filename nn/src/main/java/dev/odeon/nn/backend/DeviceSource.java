package dev.odeon.nn.backend;

/// Knows which devices this machine has. Modules that can compute elsewhere than on the processor
/// register one as a service.
public interface DeviceSource {
  /// Looks for a device. It never throws; the first call of a process may take a second.
  Availability find(Device.Cuda device);

  /// How many lanes a device that can be used works on at a time: fewer leave part of it idle.
  default int lanesAtOnce(Device.Cuda device) {
    return 1;
  }

  /// Whether a device can be used.
  sealed interface Availability {
    /// It can.
    ///
    /// @param description name and kind, for people
    record Usable(String description) implements Availability {}

    /// It cannot.
    ///
    /// @param reason one sentence: what is missing, and where it is known what to do about it
    record Unusable(String reason) implements Availability {}
  }
}
