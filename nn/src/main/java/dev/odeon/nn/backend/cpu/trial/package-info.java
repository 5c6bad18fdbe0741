/// Which of two codes of a loop runs: vectors take over from single numbers when HotSpot has
/// compiled them and they are measured to be faster. Nothing waits for that.
@NullMarked
package dev.odeon.nn.backend.cpu.trial;

import org.jspecify.annotations.NullMarked;
