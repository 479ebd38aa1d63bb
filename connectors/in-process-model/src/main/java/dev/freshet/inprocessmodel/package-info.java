/** A model that makes vectors of texts inside the process, as a plugin. */
package dev.freshet.inprocessmodel;
