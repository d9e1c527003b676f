/** What providers over HTTP have in common. */
package dev.llmops.provider.http;
