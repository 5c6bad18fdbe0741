/// Equations written by hand in Java and solved by Hipparchus alone: what a program without Odeon
/// would do, for the workloads that compare with it.
@NullMarked
package dev.odeon.validation.bench.hipparchus;

import org.jspecify.annotations.NullMarked;
