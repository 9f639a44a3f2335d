// Package vntext reads and writes the encodings in which Vietnamese text is met in
// shapefiles, spreadsheets and old databases, and recognises which of them a column
// holds. Search keys are made by package fold.
//
// # Encodings
//
// [TCVN3] ("ABC" fonts), [VNI] (VNI-Windows), [VISCII], [CP1258], [UTF8] in any normal
// form, [UTF8Twice] (UTF-8 that was read as Windows-1252 and saved again), and TCVN3 or
// VNI bytes saved as UTF-8 in the same careless way. [Decode] returns NFC for each of
// them. What a table does not name is read as Windows-1252, so "m²" and ASCII come
// through unharmed whatever the encoding.
//
// # Recognition
//
// One cell is too little evidence, so a [Column] takes the values of a whole column one
// by one, in bounded memory, and its [Column.Verdict] decodes them every way and counts
// words that can be Vietnamese syllables. [Verdict.Confident] tells whether that settles
// it; if not, [Verdict.Readings] holds the readings side by side for a person to choose
// from. [DetectFile] lets columns with little evidence follow the rest of their file.
//
// The package never guesses behind one's back: nothing here repairs a value or mixes
// two encodings in a column without saying so. Start from [Column] and [Decode].
package vntext
