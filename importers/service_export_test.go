package importers

// SetChunkRows makes Apply add so many rows with one statement.
func (s *Service) SetChunkRows(n int64) { s.chunkRows = n }
