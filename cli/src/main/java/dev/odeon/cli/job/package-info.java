/// The work behind the commands: what a fit and a solution are asked for, and by whom they are
/// done.
@NullMarked
package dev.odeon.cli.job;

import org.jspecify.annotations.NullMarked;
