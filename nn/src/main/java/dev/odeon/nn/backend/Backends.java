package dev.odeon.nn.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/// The backends that this program has, by name: those of this module and those that other modules
/// register as services.
public final class Backends {
  private static final List<Backend> ALL = load();

  private Backends() {}

  private static List<Backend> load() {
    List<Backend> found = new ArrayList<>();
    ServiceLoader.load(Backend.class, Backend.class.getClassLoader()).forEach(found::add);
    return List.copyOf(found);
  }

  /// The names of all backends.
  public static List<String> names() {
    return ALL.stream().map(Backend::name).toList();
  }

  /// The backend called `name`.
  ///
  /// @throws IllegalArgumentException if there is none, naming those there are
  public static Backend named(String name) {
    return ALL.stream()
        .filter(backend -> backend.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("backend '" + name + "' is none of " + names()));
  }

  /// The one to use unless there is a reason for another: `cpu`. The bits do not depend on it.
  public static Backend preferred() {
    return named("cpu");
  }

  /// The backend that computes on `device`.
  ///
  /// @param device as a [Placement] grants it
  /// @throws IllegalArgumentException if there is none for it
  public static Backend on(Device device) {
    if (device instanceof Device.Cpu) {
      return preferred();
    }
    return ALL.stream()
        .flatMap(backend -> backend.on(device).stream())
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("device '" + device + "' has no backend here"));
  }
}
