/// The fit file: its sections as immutable records, and the reader that checks every key and value.
///
/// Reading goes in three steps. The YAML events become a tree of [Item]s that know their line;
/// `--set` overrides are put into that tree; section by section the tree is checked and becomes a
/// [FitFile].
@NullMarked
package dev.odeon.cli.fitfile;

import org.jspecify.annotations.NullMarked;
