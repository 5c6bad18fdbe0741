/// Whole batched solves in one kernel, one thread per trajectory: the loop around the step graphs
/// that `ode.lanes` runs on the processor, as a program for threads.
///
/// A [dev.odeon.gpu.ensemble.ThreadProgram] consists of graphs, which do all arithmetic and take
/// all decisions, and of a few [dev.odeon.gpu.ensemble.Statement]s around them that branch, repeat,
/// and read and write memory. It says nothing about any device: written as PTX it is a kernel, and
/// interpreted it is the same solve on the processor.
@NullMarked
package dev.odeon.gpu.ensemble;

import org.jspecify.annotations.NullMarked;
