// Package postgis owns the database: the private PostgreSQL server of a data folder, the
// four logins and a connection pool for each, the migrations runner, the change journal,
// and the one place where geometry crosses the border between Go and SQL.
//
// Start from [Open]. It never logs and never decides what a layer or a parcel is: that is
// the work of the packages above it.
//
// Geometry is github.com/twpayne/go-geom on the Go side, x (longitude, easting) first,
// with its SRID, and binary EWKB on the SQL side.
package postgis
