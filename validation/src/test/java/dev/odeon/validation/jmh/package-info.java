/// JMH benchmarks of compiled graphs, run by `validation/bench --jmh`.
@NullMarked
package dev.odeon.validation.jmh;

import org.jspecify.annotations.NullMarked;
