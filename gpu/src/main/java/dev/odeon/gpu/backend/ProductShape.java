package dev.odeon.gpu.backend;

/// Where the elements of a product of shared weights and a tensor of each lane are.
///
/// @param weightStarts of each row: the first element of the weights
/// @param weightOffsets of each contracted index
/// @param columnStarts of each column: the first element of the lane's tensor
/// @param columnOffsets of each contracted index
/// @param order of the elements of the result
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
record ProductShape(
    int[] weightStarts, int[] weightOffsets, int[] columnStarts, int[] columnOffsets, Order order) {
  /// How results are numbered.
  enum Order {
    /// All columns of the first row first: weights are the left operand.
    ROWS_FIRST,
    /// All rows of the first column first: weights are the right operand.
    COLUMNS_FIRST
  }
}
