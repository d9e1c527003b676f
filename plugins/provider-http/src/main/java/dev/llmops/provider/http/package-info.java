/** What plugins that talk HTTP have in common, providers most of all. */
package dev.llmops.provider.http;
