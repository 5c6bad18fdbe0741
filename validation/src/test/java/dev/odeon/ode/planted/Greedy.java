package dev.odeon.ode.planted;

import java.io.ObjectInputStream;
import jcuda.driver.CUdevice;
import org.apache.commons.math3.geometry.euclidean.threed.Vector3D;
import org.hipparchus.ode.ODEIntegrator;
import org.hipparchus.optim.OptimizationData;
import org.knowm.xchart.XYChart;
import org.openjdk.jmh.infra.Blackhole;
import picocli.CommandLine;

/// A planted fault: a class that takes every library for itself.
public final class Greedy {
  ODEIntegrator integrator;
  OptimizationData optimization;
  CUdevice device;
  XYChart chart;
  Vector3D vector;
  CommandLine commandLine;
  ObjectInputStream stream;
  Blackhole hole;
}
