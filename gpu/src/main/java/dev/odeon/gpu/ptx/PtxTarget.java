package dev.odeon.gpu.ptx;

/// The devices that a module is for: those of this compute capability and later ones.
public enum PtxTarget {
  /// Volta.
  SM_70("7.0"),
  /// Ampere.
  SM_80("7.0"),
  /// Hopper.
  SM_90("7.8");

  private final String version;

  PtxTarget(String version) {
    this.version = version;
  }

  /// The spelling in PTX.
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /// The first version of PTX that has it.
  public String version() {
    return version;
  }
}
