/** Shared with the engine; not for connectors, and free to change in any release. */
package dev.freshet.api.internal;
