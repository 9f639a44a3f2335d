package indicators

// Class is a part of the values: as the values in it are, ends included, or from a limit to below
// the next where the indicator has limits of classes.
type Class struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Count int     `json:"count"`
}

// mostClasses of a map.
const mostClasses = 5

// classify puts values, sorted, into quantile classes and says what these are. A value is never in
// two: where many are the same there are fewer classes.
func classify(values []Value) []Class {
	classes := []Class{}
	begun := -1 // the fifth that the class in hand began in
	for i := range values {
		v, fifth := values[i].Value, i*mostClasses/len(values)
		if i == 0 || v != values[i-1].Value && fifth > begun {
			classes = append(classes, Class{From: v})
			begun = fifth
		}
		last := len(classes) - 1
		classes[last].To = v
		classes[last].Count++
		values[i].Class = last
	}
	return classes
}

// divide puts values, sorted, into the classes between limits, the empty ones too: a colour means
// the same in each period. The outer ends are what a value can be, or the outermost value.
func divide(values []Value, i Indicator) []Class {
	classes := make([]Class, len(i.Breaks)+1)
	for n, b := range i.Breaks {
		classes[n].To, classes[n+1].From = b, b
	}
	last := len(i.Breaks)
	classes[0].From, classes[last].To = i.Breaks[0], i.Breaks[last-1]
	if i.Lowest != nil {
		classes[0].From = *i.Lowest
	}
	if i.Highest != nil {
		classes[last].To = *i.Highest
	}
	for n := range values {
		v := values[n].Value
		of := 0
		for of < last && v >= i.Breaks[of] {
			of++
		}
		values[n].Class = of
		classes[of].Count++
		classes[0].From, classes[last].To = min(classes[0].From, v), max(classes[last].To, v)
	}
	return classes
}
