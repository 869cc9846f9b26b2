/** What the program needs of a file system or object store beyond reading and writing files. */
package io.meetinginsights.storage;
