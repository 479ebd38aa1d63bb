/** Points with vectors and payload in a collection of a Qdrant server. */
package dev.freshet.qdrant;
