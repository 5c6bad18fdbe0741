/// The `odeon` command: its subcommands, options and exit codes.
@NullMarked
package dev.odeon.cli;

import org.jspecify.annotations.NullMarked;
