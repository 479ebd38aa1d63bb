/**
 * Shared by the modules of Freshet; not for other connectors, and free to change in any release.
 */
package dev.freshet.api.internal;
