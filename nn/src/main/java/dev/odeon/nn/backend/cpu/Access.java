package dev.odeon.nn.backend.cpu;

/// Where a lane program reads or writes an element: for loop element e and lane l at `(element +
/// (strided ? e : 0)) * lanes + l` in a per-lane array, without lanes in a shared one.
///
/// @param slot number of the array
/// @param element fixed part of the element's index
/// @param strided whether the loop's element counts
/// @param perLane whether the array has lanes
record Access(int slot, int element, boolean strided, boolean perLane) {}
