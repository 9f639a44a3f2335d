package tiles_test

import (
	"fmt"

	"sotay/tiles"
)

func ExampleStatus() {
	err := fmt.Errorf("%w: %q", tiles.ErrNotFound, "forest_1900")
	fmt.Println(tiles.Status(err), err)
	// Output: 404 no such layer: "forest_1900"
}
