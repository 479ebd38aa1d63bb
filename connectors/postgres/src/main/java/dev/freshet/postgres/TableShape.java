package dev.freshet.postgres;

/**
 * What a table looks like. A statement that changes rows without telling the log, such as {@code
 * ALTER TABLE} or the loss of a partition, leaves another shape.
 *
 * @param columns a hash of their names and types
 * @param storage a hash of the table's identity and of the files that hold it, which a {@code
 *     TRUNCATE} changes too
 */
record TableShape(String columns, String storage) {}
