/// The compiler to JVM bytecode: elementwise work and small graphs become fused loops in hidden
/// classes, scalar and vector, with the bits of the interpreter.
@NullMarked
package dev.odeon.nn.backend.cpu;

import org.jspecify.annotations.NullMarked;
