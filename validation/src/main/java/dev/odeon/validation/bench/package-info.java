/// Timed workloads, each printing one JSON line: medians of repeated runs in one process.
@NullMarked
package dev.odeon.validation.bench;

import org.jspecify.annotations.NullMarked;
