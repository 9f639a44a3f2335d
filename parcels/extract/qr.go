package extract

import "rsc.io/qr"

// qrCode draws the code of the address to verify at, as squares: sharp at any resolution.
// A code that cannot be made stops the document.
func (d *document) qrCode(x, y, side float64) {
	code, err := qr.Encode(d.Verify, qr.M)
	if err != nil {
		d.SetError(err)
		return
	}
	const quiet = 2 // modules of white around it; the page is white too
	module := side / float64(code.Size+2*quiet)
	d.SetFillColor(255, 255, 255)
	d.Rect(x, y, side, side, "F")
	d.SetFillColor(0, 0, 0)
	for row := range code.Size {
		for from := 0; from < code.Size; from++ {
			to := from
			for to < code.Size && code.Black(to, row) {
				to++
			}
			if to > from { // a run of black modules is one rectangle: no hair lines between
				d.Rect(x+float64(from+quiet)*module, y+float64(row+quiet)*module, float64(to-from)*module, module*1.01, "F")
				from = to
			}
		}
	}
	d.LinkString(x, y, side, side, d.Verify)
}
