// Package calendar is the calendar of dates between which things hold. A day is written
// YYYY-MM-DD, so that days compare as texts; "" stands for a day that is not known or not
// set. Periods are half open: what holds from one day to another does not hold on the other.
package calendar

import "time"

// Zone is Việt Nam's: UTC+7, without summer time. A day begins there.
func Zone() *time.Location { return time.FixedZone("UTC+7", 7*60*60) }

// Today is the day it is in Việt Nam.
func Today() string { return Of(time.Now()) }

// Of is the day in Việt Nam at a moment.
func Of(t time.Time) string { return t.In(Zone()).Format(time.DateOnly) }

// Valid tells whether s is a day of the years 1000 to 9999.
func Valid(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil && s >= "1000"
}

// Within tells whether the day lies in the period from (included) to (not included); "" is
// no limit.
func Within(day, from, to string) bool {
	return (from == "" || from <= day) && (to == "" || day < to)
}
