package importers

import "context"

// foundBadTime is an hour and minute that no day has.
var foundBadTime = finding{
	"bad_time", Error,
	Words{"%s không phải giờ phút (hhmm, 0 đến 2359).", "%s is no hour and minute (hhmm, 0 to 2359)."},
	Words{"Dòng này không được nhận; hãy sửa acq_time.", "This row is not taken; correct acq_time."},
}

// checkHotspots refuses hot spots of an impossible time: they would be in no list.
func (w *work) checkHotspots(ctx context.Context) error {
	return w.refuseValues(ctx, "hotspots", "acq_time", `NOT (f_acq_time BETWEEN 0 AND 2359 AND f_acq_time % 100 < 60)`,
		func(value string) finding { return foundBadTime.says(value) })
}
