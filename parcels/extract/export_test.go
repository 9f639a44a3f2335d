package extract

// ScaleFor is scaleFor.
func ScaleFor(east, north, width, height float64) int { return scaleFor(east, north, width, height) }
