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

  /// How many lanes keep busy what a wish comes to on this machine; 1 for the processor, which is
  /// busy with few.
  static int lanesAtOnce(Device wish) {
    List<DeviceSource> sources =
        ServiceLoader.load(DeviceSource.class, DeviceSource.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    return lanesAtOnce(wish, sources);
  }

  /// The same, asking `sources`.
  static int lanesAtOnce(Device wish, List<DeviceSource> sources) {
    return of(wish, sources) instanceof Granted(Device.Cuda cuda, String _)
        ? sources.stream()
            .filter(source -> source.find(cuda) instanceof DeviceSource.Availability.Usable)
            .findFirst()
            .map(source -> source.lanesAtOnce(cuda))
            .orElse(1)
        : 1;
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
