// Package incidents keeps field reports (phản ánh hiện trường): what citizens send, how duty
// officers route it and agencies answer, by when, and what of it everybody may see.
//
// A report goes through the states of the table in life.go and in no other way; each move is one
// transaction with one row of the history. Deadlines run in working time (see Hours). Who sent a
// report is in a table of its own that nobody reads without a row in the audit log. What the
// public sees are rows of the layer "reports", which a trigger of the database keeps (migration
// 00027): of an unpublished report nothing, of a sensitive category a coarse place and the day.
//
// Places are EPSG:4326, longitude first. Times are moments; days are of UTC+7.
package incidents
