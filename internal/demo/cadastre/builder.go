package cadastre

import (
	"github.com/paulmach/orb"

	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// builder divides the terrain step by step. Its methods are called once each, in the
// order of New.
type builder struct {
	land    *terrain.Terrain
	mesh    *mesh.Mesh
	plots   []plot
	ways    []way
	ends    map[[2]int][]orb.Point // of streets, by cell
	units   []unit
	roads   *terrain.Lines // of all ways
	lots    []lot
	sheets  []sheet
	hamlets [][]hamlet // by unit
	names   nameLists
}
