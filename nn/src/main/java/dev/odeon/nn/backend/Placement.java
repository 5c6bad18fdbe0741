package dev.odeon.nn.backend;

import java.util.List;
import java.util.ServiceLoader;

/// What came of the wish for a [Device].
public sealed interface Placement {
  /// Asks this machine.
  static Placement of(Device wish) {
    ServiceLoader<DeviceSource> sources =
        ServiceLoader.load(DeviceSource.class, DeviceSource.class.getClassLoader());
    return of(wish, sources.stream().map(ServiceLoader.Provider::get).toList());
  }

  /// Asks `sources`.
  static Placement of(Device wish, List<DeviceSource> sources) {
    return switch (wish) {
      case Device.Cpu cpu -> new Granted(cpu, "the processor");
      case Device.Cuda cuda -> of(cuda, sources);
      case Device.Auto _ ->
          switch (of(new Device.Cuda(0), sources)) {
            case Granted granted -> granted;
            case FellBack fallen -> fallen;
            case Refused(String reason) -> new FellBack(reason);
          };
    };
  }

  private static Placement of(Device.Cuda cuda, List<DeviceSource> sources) {
    String reason = "this program was built without the module for GPUs, odeon-gpu";
    for (DeviceSource source : sources) {
      switch (source.find(cuda)) {
        case DeviceSource.Availability.Usable(String description) -> {
          return new Granted(cuda, description);
        }
        case DeviceSource.Availability.Unusable(String why) -> reason = why;
      }
    }
    return new Refused(reason);
  }

  /// What was wished for, or for [Device#auto] the GPU.
  ///
  /// @param device where to compute, never [Device.Auto]
  /// @param description of the device, for people
  record Granted(Device device, String description) implements Placement {}

  /// Anything would have done, and it is the processor.
  ///
  /// @param reason why no GPU can be used, one sentence
  record FellBack(String reason) implements Placement {}

  /// What was wished for cannot be used.
  ///
  /// @param reason why, one sentence
  record Refused(String reason) implements Placement {}
}
