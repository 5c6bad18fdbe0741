package dev.odeon.gpu.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ForeignDriverTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void aLibraryWithoutTheFunctionsIsNamed() throws DriverException {
    ForeignDriver driver = ForeignDriver.open("libc.so.6");
    var e = assertThrows(DriverException.class, driver::init);
    assertEquals("libc.so.6 has no function cuInit; install a newer NVIDIA driver", e.getMessage());
  }
}
