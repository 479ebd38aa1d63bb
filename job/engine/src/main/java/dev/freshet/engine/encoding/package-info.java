/**
 * Fingerprints and the frames of everything that is stored. Knows no other package of the engine.
 */
package dev.freshet.engine.encoding;
