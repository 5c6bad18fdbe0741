package dev.odeon.adjoint;

/// Of a field without parameters.
record NoIntegrals() implements ParameterIntegrals {
  @Override
  public void begin(AdjointTask task, double[][] gradients) {}

  @Override
  public void add(Stretch stretch, double scale) {}

  @Override
  public void finish() {}
}
