// Package ogr lets GDAL's ogr2ogr turn a file of a format that sotay does not read itself
// into one that it does: a GeoPackage, or, for workbooks, CSV. Begin with [Of], which
// knows a file by its name and its first bytes, and [Config.Convert].
//
// Files come from strangers and GDAL can crash on them, so ogr2ogr runs as a child with as
// little as it needs: one allowed driver, limits on time, memory and output, no network,
// an almost empty environment, and, where the kernel has Landlock (Linux 5.13), no file but
// the one to read, the program's own and a scratch folder. What XML can ask for beyond
// itself is looked for before ([Config.Convert]): a file that declares entities is refused.
//
// Nothing is transformed: coordinates come out as they stand in the file, and with them
// what the file says of its coordinate system.
package ogr
