package dev.odeon.gpu.ensemble;

/// For how much there is room that nobody knows beforehand.
///
/// @param occurrences of events, of all lanes together
/// @param steps of each lane
record Room(long occurrences, long steps) {}
