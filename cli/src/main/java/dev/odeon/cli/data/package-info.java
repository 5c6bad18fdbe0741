/// Measured data: CSV files read into time series.
@NullMarked
package dev.odeon.cli.data;

import org.jspecify.annotations.NullMarked;
