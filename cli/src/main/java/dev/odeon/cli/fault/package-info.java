/// Faults that end a command: exit codes, one-sentence messages and suggestions of the nearest
/// name.
@NullMarked
package dev.odeon.cli.fault;

import org.jspecify.annotations.NullMarked;
