/** Who may ask: API keys, and what protects a server without them. */
package dev.llmops.server.security;
