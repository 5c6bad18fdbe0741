package dev.odeon.cli.output;

/// An occurrence of an event.
///
/// @param event its name, `event 1` and so on in the order of the file
/// @param t when
public record EventTime(String event, double t) {}
