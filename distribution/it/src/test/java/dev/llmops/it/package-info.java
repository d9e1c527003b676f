/** Black-box tests on the unpacked archive: the product runs in processes of its own. */
package dev.llmops.it;
