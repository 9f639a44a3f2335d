package terrain

import (
	"math"

	"github.com/paulmach/orb"
)

// hash mixes whole numbers into an even spread of 64 bits.
func hash(parts ...int64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, p := range parts {
		h ^= uint64(p)
		h ^= h >> 30
		h *= 0xbf58476d1ce4e5b9
		h ^= h >> 27
		h *= 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h
}

// Even is a number from 0 to 1 that depends on the parts alone.
func Even(parts ...int64) float64 { return float64(hash(parts...)>>11) / (1 << 53) }

// Noise is a smooth landscape of heights between -1 and 1 whose hills are about size
// metres apart. Different seeds give different landscapes.
func Noise(seed int64, p orb.Point, size float64) float64 {
	x, y := p[0]/size, p[1]/size
	x0, y0 := math.Floor(x), math.Floor(y)
	fx, fy := fade(x-x0), fade(y-y0)
	at := func(i, j float64) float64 { return 2*Even(seed, int64(i), int64(j)) - 1 }
	low := at(x0, y0)*(1-fx) + at(x0+1, y0)*fx
	high := at(x0, y0+1)*(1-fx) + at(x0+1, y0+1)*fx
	return low*(1-fy) + high*fy
}

func fade(t float64) float64 { return t * t * t * (t*(6*t-15) + 10) }

// Rough is Noise with three finer landscapes on top, again between -1 and 1.
func Rough(seed int64, p orb.Point, size float64) float64 {
	sum, weight := 0.0, 0.5333
	for i := range int64(4) {
		sum += weight * Noise(seed+i, p, size)
		weight, size = weight/2, size/2
	}
	return sum
}

// Warp moves p by up to amount metres, neighbours alike.
func Warp(seed int64, p orb.Point, amount, size float64) orb.Point {
	return orb.Point{p[0] + amount*Rough(seed, p, size), p[1] + amount*Rough(seed+50, p, size)}
}
