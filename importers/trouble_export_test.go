package importers

// FailureWords says why an import failed.
var FailureWords = failureWords
