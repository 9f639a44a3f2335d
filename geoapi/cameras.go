package geoapi

import (
	"context"
	"errors"
	"io"
	"math"
	"mime"
	"net/http"
	"slices"
	"strings"

	"sotay/incidents/cameras"
	"sotay/layers"
)

// cameraRoutes are those of the cameras of the streets.
func (s *Server) cameraRoutes() []route {
	return []route{
		{http.MethodGet, "/api/cameras", "listCameras", whoever, endpoint(s.listCameras), quick},
		{http.MethodGet, "/api/cameras/coverage", "cameraCoverage", cameraDesk, endpoint(s.cameraCoverage), lookup},
		{http.MethodGet, "/api/cameras/{id}", "camera", whoever, endpoint(s.camera), quick},
		{http.MethodPost, "/api/cameras", "addCamera", cameraDesk, endpoint(s.addCamera), quick},
		{http.MethodPut, "/api/cameras/{id}", "changeCamera", cameraDesk, endpoint(s.changeCamera), quick},
		{http.MethodDelete, "/api/cameras/{id}", "deleteCamera", cameraDesk, endpoint(s.deleteCamera), quick},
		{http.MethodPost, "/api/cameras/import", "importCameras", cameraDesk, s.importCameras, own},
		{http.MethodPost, "/api/cameras/{id}/stream", "cameraStream", cameraDesk, endpoint(s.cameraStream), lookup},
	}
}

// cameraProblem is what package cameras says; nil for what it does not.
func cameraProblem(err error) *problem {
	var (
		wrong *cameras.Error
		clash *cameras.Conflict
	)
	switch {
	case errors.As(err, &clash):
		return &problem{kind: conflict, cause: err, extra: map[string]any{"code": "moved", "camera": clash.Now}, detail: Words{
			"Camera " + clash.Now.Code + " vừa được người khác sửa sau khi bạn mở; chưa có gì được ghi. Hãy xem bản mới rồi lưu lại.",
			"Camera " + clash.Now.Code + " was changed by somebody else after you opened it; nothing was written. Look at it as it is now and save again.",
		}}
	case errors.Is(err, cameras.ErrNotFound):
		return &problem{kind: notFound, cause: err, detail: Words{"Không có camera mang số này.", "No camera has this number."}}
	case errors.Is(err, cameras.ErrQuota):
		return &problem{kind: tooMany, cause: err, extra: map[string]any{"code": "quota"}, detail: Words{
			"Bạn đã dùng hết số lượt xem thông tin riêng hôm nay.", "Your private reads of today are used up.",
		}}
	case errors.As(err, &wrong):
		return &problem{kind: refused, cause: err, detail: Words{wrong.Vi, wrong.En}, extra: map[string]any{"field": wrong.Field}}
	}
	return nil
}

// mostCameras of an answer.
const mostCameras = 2000

type camerasIn struct{ filter cameras.Filter }

func (in *camerasIn) parse(p *params) {
	in.filter = cameras.Filter{Kind: p.text("kind", 20), State: p.text("state", 20), Text: strings.TrimSpace(p.text("q", 200)), Most: p.integer("limit", 500, 1, mostCameras)}
	if p.query.Has("bbox") {
		box := p.box("bbox")
		in.filter.Box = &box
	}
	for name, of := range map[string]struct {
		word string
		list []string
	}{"kind": {in.filter.Kind, cameras.Kinds()}, "state": {in.filter.State, cameras.States()}} {
		if of.word != "" && !slices.Contains(of.list, of.word) {
			p.fail("Tham số %s phải là một trong %s.", "The parameter %s must be one of %s.", name, strings.Join(of.list, ", "))
		}
	}
}

type camerasOut struct {
	Cameras []cameras.Camera `json:"cameras"`
	More    bool             `json:"more"`
}

func (s *Server) listCameras(ctx context.Context, in camerasIn) (camerasOut, error) {
	list, more, err := s.cameras.List(ctx, callerOf(ctx).has(cameraDesk), in.filter)
	return camerasOut{append([]cameras.Camera{}, list...), more}, err
}

type cameraIn struct{ id int64 }

func (in *cameraIn) parse(p *params) { in.id = p.id("id") }

func (s *Server) camera(ctx context.Context, in cameraIn) (cameras.Camera, error) {
	return s.cameras.Camera(ctx, callerOf(ctx).has(cameraDesk), in.id)
}

type addCameraIn struct{ cameras.Edit }

func (in *addCameraIn) parse(p *params) { p.body(&in.Edit) }

func (s *Server) addCamera(ctx context.Context, in addCameraIn) (cameras.Camera, error) {
	return s.saveCamera(ctx, 0, in.Edit)
}

type changeCameraIn struct {
	addCameraIn
	id int64
}

func (in *changeCameraIn) parse(p *params) {
	in.id = p.id("id")
	in.addCameraIn.parse(p)
}

func (s *Server) changeCamera(ctx context.Context, in changeCameraIn) (cameras.Camera, error) {
	return s.saveCamera(ctx, in.id, in.Edit)
}

func (s *Server) saveCamera(ctx context.Context, id int64, e cameras.Edit) (cameras.Camera, error) {
	id, err := s.cameras.Save(ctx, actorOf(ctx), id, e)
	if err != nil {
		return cameras.Camera{}, err
	}
	return s.cameras.Camera(ctx, true, id)
}

type deleteCameraIn struct {
	cameraIn
	version int
}

func (in *deleteCameraIn) parse(p *params) {
	in.cameraIn.parse(p)
	in.version = p.integer("version", 0, 0, math.MaxInt32)
}

func (s *Server) deleteCamera(ctx context.Context, in deleteCameraIn) (doneOut, error) {
	err := s.cameras.Delete(ctx, actorOf(ctx), in.id, int32(in.version))
	return doneOut{err == nil}, err
}

// mostTable is the largest table of cameras or indicators, in bytes.
const mostTable = 16 << 20

// importCameras takes a table in: CSV, or GeoJSON with points.
func (s *Server) importCameras(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := withWorkTimeout(r)
	defer cancel()
	file, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostTable))
	if err != nil {
		return err
	}
	says := Words{"Danh sách camera", "The list of cameras"}
	switch kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); {
	case err == nil && (kind == "application/geo+json" || kind == "application/json"):
		if file, err = cameras.FromGeoJSON(file); err != nil {
			return refusedTable(err, "bad_cameras", says)
		}
	case err != nil || kind != "text/csv":
		return &problem{kind: unsupported, detail: Words{"Hãy gửi text/csv hoặc application/geo+json.", "Send text/csv or application/geo+json."}}
	}
	kept, err := s.cameras.Import(ctx, actorOf(ctx), file)
	if err != nil {
		return refusedTable(err, "bad_cameras", says)
	}
	return writeJSON(w, kept)
}

type streamIn struct {
	id      int64
	Purpose string `json:"purpose"`
}

func (in *streamIn) parse(p *params) {
	p.body(in)
	in.id = p.id("id")
	in.Purpose = p.purpose(in.Purpose)
}

type streamOut struct {
	Stream *string `json:"stream_url"`
}

// cameraStream tells where a camera streams from: a person, for a purpose. A program that feeds cameras
// is not told.
func (s *Server) cameraStream(ctx context.Context, in streamIn) (streamOut, error) {
	if callerOf(ctx).session == "" {
		return streamOut{}, &problem{kind: forbidden, detail: Words{"Địa chỉ luồng hình chỉ cho người đăng nhập, không cho mã truy cập.", "Stream addresses are told to people who signed in, not to tokens."}}
	}
	reader := readerOf(callerOf(ctx))
	url, err := s.cameras.Stream(ctx, reader.UserID, reader.Login, in.id, in.Purpose)
	if err != nil || url == "" {
		return streamOut{}, err
	}
	return streamOut{&url}, nil
}

type coverageIn struct {
	query cameras.CoverageQuery
	roads string
}

func (in *coverageIn) parse(p *params) {
	in.query = cameras.CoverageQuery{Box: p.box("bbox"), Res: p.integer("res", 11, 9, 12), All: p.flag("all")}
	if in.roads = p.text("roads", 60); in.roads == "" {
		in.roads = "roads"
	}
}

type coverageOut struct {
	Res     int            `json:"res"`
	Cells   int            `json:"cells"`
	Unseen  int            `json:"unseen"`
	Seen    []cameras.Cell `json:"told"`
	Cameras int            `json:"cameras"`
	Unknown int            `json:"unknown"`
	Silent  int            `json:"silent"`
	Note    Words          `json:"note"`
	Roads   roadGapsJSON   `json:"roads"`
	Reports reportGapsJSON `json:"reports"`
}

type roadGapsJSON struct {
	Layer  *string           `json:"layer"` // nil: there is no layer of roads
	Cut    bool              `json:"cut"`
	Length float64           `json:"length_m"`
	Unseen float64           `json:"unseen_m"`
	Gaps   []cameras.RoadGap `json:"gaps"`
}

type reportGapsJSON struct {
	Looked bool                `json:"looked"`
	All    int                 `json:"all"`
	Gaps   []cameras.ReportGap `json:"gaps"`
}

// cameraCoverage says which cells how many cameras see, and where the gaps are.
func (s *Server) cameraCoverage(ctx context.Context, in coverageIn) (coverageOut, error) {
	if l, ok := s.Catalogue.Layer(in.roads); ok && l.Audience == layers.Public && l.Geometry == "LineString" {
		in.query.Roads = &l
	}
	c, err := s.cameras.Coverage(ctx, in.query)
	out := coverageOut{
		Res: c.Res, Cells: c.Cells, Unseen: c.Unseen, Seen: append([]cameras.Cell{}, c.Seen...), Cameras: c.Cameras, Unknown: c.Unknown, Silent: c.Silent,
		Note: Words{
			"Một ô được tính là thấy khi tâm ô nằm trong góc và tầm nhìn của camera; đường và phản ánh được xét tại đúng chỗ của chúng. Nhà cửa, cây cối và địa hình che khuất không được xét.",
			"A cell counts as seen where its centre lies in a camera's field of view and range; roads and reports are looked at where they are. Buildings, trees and slopes in the way are not considered.",
		},
		Roads:   roadGapsJSON{Cut: c.Roads.Cut, Length: c.Roads.Length, Unseen: c.Roads.Unseen, Gaps: append([]cameras.RoadGap{}, c.Roads.List...)},
		Reports: reportGapsJSON{c.Reports.Looked, c.Reports.All, append([]cameras.ReportGap{}, c.Reports.List...)},
	}
	if c.Roads.Looked {
		out.Roads.Layer = &in.roads
	}
	return out, err
}
