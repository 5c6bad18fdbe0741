package dev.odeon.gpu.ensemble;

import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LanePlan;

/// A batched solve with a name.
public record SolveCase(String name, LanePlan plan, LaneInput input) {
  @Override
  public String toString() {
    return name;
  }
}
