package dev.odeon.gpu.emulator;

import dev.odeon.gpu.driver.DriverException;

/// One instruction, ready to run.
@FunctionalInterface
interface Step {
  void run(MachineThread thread) throws DriverException;
}
