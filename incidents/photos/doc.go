// Package photos takes the photos of field reports and keeps them. What is kept is a picture
// and nothing else: each photo is decoded, turned upright, shrunk and encoded anew as a JPEG
// without any metadata; whatever cannot be is refused. What was sent is never kept under a
// name, and never served.
//
// The pictures are files in a folder of the package's own, named by their content, so that
// the same picture is the same file and a name never changes its meaning. The file is on the
// disk before its row is in the database; a file without a row is swept a day later. All
// programs that use one database share the folder.
//
// Memory is bounded before anything is decoded: see maxSide, MaxPixels, maxCost and budget.
// Start with Open; Kept adds the rows in the database.
package photos
