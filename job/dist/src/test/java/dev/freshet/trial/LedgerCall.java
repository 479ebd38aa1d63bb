package dev.freshet.trial;

import java.util.List;
import java.util.Map;

/**
 * One call of the ledger connector.
 *
 * @param instance which of the connector's instances it was
 * @param rows by ledger; a key that is upserted and deleted stands there twice
 * @param sequences by ledger
 */
record LedgerCall(int instance, Map<String, List<String>> rows, Map<String, Long> sequences) {}
