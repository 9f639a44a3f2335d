package importers

// SetChunkRows makes Apply add so many rows with one statement.
func (s *Service) SetChunkRows(n int64) { s.chunkRows = n }

// SetBulkRows makes Apply drop the indexes of an empty layer for so many rows.
func (s *Service) SetBulkRows(n int64) { s.bulkRows = n }
