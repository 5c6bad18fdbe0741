package dev.odeon.gpu.ptx;
import dev.odeon.gpu.driver.*;
import dev.odeon.nn.graph.*;
import dev.odeon.ode.method.*;
import java.util.*;
class Scratch {
  static void show(String name, Graph g) throws Exception {
    PtxKernel k = LaneKernel.of(name, g, LaunchBounds.of(128));
    String ptx = PtxModule.of(k).text();
    java.nio.file.Files.writeString(java.nio.file.Path.of("/tmp/ptx-" + name + ".ptx"), ptx);
    for (int t : new int[] {70, 80, 90}) {
      MachineCode c = MachineCode.of(ptx, t);
      MachineCode d = MachineCode.of(ptx, t, "--fmad=false");
      System.out.println(name + " ptx " + k.code().instructions() + " sm_" + t + " sass " + c.instructions(name) + " regs " + c.registers() + " spill " + c.spillBytes() + " dadd " + c.count(name, MachineCode.DADD)+ " dmul " + c.count(name, MachineCode.DMUL)+ " dfma " + c.count(name, MachineCode.DFMA) + " same " + c.counts().equals(d.counts()));
    }
  }
  @org.junit.jupiter.api.Test void run() throws Exception {
    show("lorenzField", StepKernels.lorenz().graph());
    for (int t : new int[]{70,90}) { PtxKernel k = LaneKernel.of("s", StepKernels.step(StepKernels.lorenz(), Tsit5.METHOD), LaunchBounds.of(128)); MachineCode c = MachineCode.of(PtxModule.of(k).text(), t); c.counts().get("s").forEach((a,b)->System.out.print(Integer.toHexString(a)+":"+b+" ")); System.out.println(); }
    show("lorenzStep", StepKernels.step(StepKernels.lorenz(), Tsit5.METHOD));
    show("lorenzAttempt", StepKernels.attempt(StepKernels.lorenz(), Tsit5.METHOD));
    show("spiralField", StepKernels.spiral().graph());
    show("spiralAttempt", StepKernels.attempt(StepKernels.spiral(), Tsit5.METHOD));
    show("robertsonAttempt", StepKernels.attempt(StepKernels.robertson(), Rosenbrock.RODAS_5P));
  }
}
