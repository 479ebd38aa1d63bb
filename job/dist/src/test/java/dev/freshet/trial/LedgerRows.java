package dev.freshet.trial;

import dev.freshet.api.TargetSpec;

/**
 * @param edition another one alters the ledger; one that begins with {@code new} replaces it, one
 *     that begins with {@code same} leaves the rows right
 */
public record LedgerRows(String trial, String ledger, String edition) implements TargetSpec {
  public LedgerRows(String trial, String ledger) {
    this(trial, ledger, "");
  }
}
