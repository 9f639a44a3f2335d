package geoapi

import (
	"net/http"

	"sotay/environment/aqi"
	"sotay/environment/index"
	"sotay/environment/wqi"
)

type indexJSON struct {
	NameVi string      `json:"name_vi"`
	NameEn string      `json:"name_en"`
	Source string      `json:"source"`
	Note   *Words      `json:"note"`
	Levels []levelJSON `json:"levels"`
}

type levelJSON struct {
	Level     int        `json:"level"`
	From      int        `json:"from"`
	To        int        `json:"to"`
	Name      index.Text `json:"name"`
	Color     string     `json:"color"`
	SafeColor string     `json:"safe_color"`
	Effect    index.Text `json:"effect"`
	Advice    index.Text `json:"advice"`
	Sensitive index.Text `json:"sensitive"`
}

func levelsOf(list []index.Level) []levelJSON {
	out := make([]levelJSON, len(list))
	for i, l := range list {
		out[i] = levelJSON{l.Number, l.From, l.To, l.Name, l.Color, l.Safe, l.Effect, l.Advice, l.Sensitive}
	}
	return out
}

// listIndices tells what the indices mean.
func (s *Server) listIndices(w http.ResponseWriter, r *http.Request) error {
	return writeTagged(w, r, map[string]indexJSON{
		"aqi": {"VN_AQI", "VN_AQI", "Quyết định 1459/QĐ-TCMT ngày 12/11/2019 của Tổng cục Môi trường", nil, levelsOf(aqi.Levels())},
		"wqi": {"VN_WQI", "VN_WQI", "Quyết định 1460/QĐ-TCMT ngày 12/11/2019 của Tổng cục Môi trường", &Words{
			"Bảng và công thức theo các bản chép công khai, chưa đối chiếu nguyên văn quyết định; dùng các cột của QCVN 08-MT:2015.",
			"Tables and formula as public copies tell them, not compared with the decision itself; they use the columns of QCVN 08-MT:2015.",
		}, levelsOf(wqi.Levels())},
	})
}
