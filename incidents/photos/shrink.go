package photos

import (
	"image"
	"image/draw"
)

// fit gives the size of a picture of w × h whose longer side is at most so many pixels; a
// smaller one stays as it is.
func fit(w, h, most int) (int, int) {
	long := max(w, h)
	if long <= most {
		return w, h
	}
	side := func(n int) int { return max(1, (n*most+long/2)/long) }
	return side(w), side(h)
}

// shrink draws a picture on white, so that its longer side is at most so many pixels: each
// pixel is the mean of the area that it covers. It needs one row of the source, whatever its
// kind, and two of the result beside it.
func shrink(src image.Image, most int) *image.RGBA {
	from := src.Bounds()
	w, h := fit(from.Dx(), from.Dy(), most)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	row := image.NewRGBA(image.Rect(0, 0, from.Dx(), 1))
	wide := make([]float32, 3*w) // the source's row in the result's width
	sum, next := make([]float32, 3*w), make([]float32, 3*w)
	columns, rows := shares(from.Dx(), w), shares(from.Dy(), h)
	for y, at := range rows {
		draw.Draw(row, row.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(row, row.Rect, src, image.Pt(from.Min.X, from.Min.Y+y), draw.Over)
		narrow(wide, row.Pix, columns)
		for i, v := range wide {
			sum[i] += at.here * v
			next[i] += at.over * v
		}
		if y+1 == len(rows) || rows[y+1].into > at.into {
			put(out.Pix[at.into*out.Stride:], sum)
			sum, next = next, sum
			clear(next)
		}
	}
	return out
}

// share says how a pixel of a line falls on a shorter line: the pixel in which it begins, how
// much of it lies there, and how much in the one after it.
type share struct {
	into       int
	here, over float32
}

// shares of the n pixels of a line on one of w ≤ n pixels.
func shares(n, w int) []share {
	all := make([]share, n)
	for i := range n {
		begin, end := i*w, (i+1)*w // in n-ths of a pixel
		into := begin / n
		here := min(end, (into+1)*n) - begin
		all[i] = share{into, float32(here) / float32(n), float32(w-here) / float32(n)}
	}
	return all
}

// narrow adds the pixels of a row up, by their shares.
func narrow(out []float32, pix []byte, columns []share) {
	clear(out)
	for x, at := range columns {
		p := pix[4*x : 4*x+3 : 4*x+3]
		to := out[3*at.into:]
		to[0] += at.here * float32(p[0])
		to[1] += at.here * float32(p[1])
		to[2] += at.here * float32(p[2])
		if at.over > 0 {
			to[3] += at.over * float32(p[0])
			to[4] += at.over * float32(p[1])
			to[5] += at.over * float32(p[2])
		}
	}
}

// put writes a row of sums as opaque pixels.
func put(pix []byte, sum []float32) {
	for x := range len(sum) / 3 {
		for c := range 3 {
			pix[4*x+c] = byte(min(255, sum[3*x+c]+0.5))
		}
		pix[4*x+3] = 255
	}
}
