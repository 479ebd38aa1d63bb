/**
 * Flows as declared: loading them from Java or YAML, checking them, the connectors and functions
 * they name, and the fingerprint of their logic. Plain Java; knows no other package of the engine
 * but {@code encoding}.
 */
package dev.freshet.engine.flow;
