/**
 * Models as files: reading XGBoost's JSON, and the registry's own format of a model, from which
 * alone rows are predicted and explained.
 */
package io.meetinginsights.model;
