/** How large an experiment must be, before it begins. */
package dev.llmops.service.experiment.planning;
