package demo

import (
	"github.com/paulmach/orb"

	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// builder divides the terrain step by step. Its methods are called once each, in the
// order of build.
type builder struct {
	land    *terrain.Terrain
	mesh    *mesh.Mesh
	plots   []plot
	ways    []way
	units   []unit
	roads   *terrain.Lines // of all ways
	lots    []lot
	sheets  []sheet
	hamlets [][]hamlet // by unit
	ends    map[[2]int][]orb.Point
}
