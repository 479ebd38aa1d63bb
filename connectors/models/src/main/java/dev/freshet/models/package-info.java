/** Vectors and answers of models, as functions for flows that pay for each text once. */
package dev.freshet.models;
