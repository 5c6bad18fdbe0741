/// What a command leaves behind: reports as JSON, CSV and text, files written whole or not at all,
/// and the progress bar.
@NullMarked
package dev.odeon.cli.output;

import org.jspecify.annotations.NullMarked;
