package geoapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/jackc/pgx/v5"

	"sotay/internal/audit"
	"sotay/internal/walls"
)

// wallRoutes are those of the wall and of the links that open it.
func (s *Server) wallRoutes() []route {
	return []route{
		{http.MethodGet, "/api/wall", "getWall", wall, s.getWall, quick},
		{http.MethodGet, "/api/wall/links", "listWalls", manageWalls, endpoint(s.listWalls), quick},
		{http.MethodPost, "/api/wall/links", "addWall", manageWalls, endpoint(s.addWall), quick},
		{http.MethodDelete, "/api/wall/links/{id}", "revokeWall", manageWalls, endpoint(s.revokeWall), quick},
	}
}

// screen is the caller that a link's secret makes: it reads the wall and what everybody may.
func screen(l walls.Link) caller {
	return caller{token: fmt.Sprintf("wall %d", l.ID), screen: &l, may: []permission{wall}}
}

type wallsOut struct {
	Walls []walls.Link `json:"walls"`
}

func (s *Server) listWalls(ctx context.Context, _ nothing) (wallsOut, error) {
	list, err := s.walls.List(ctx)
	if list == nil {
		list = []walls.Link{}
	}
	return wallsOut{list}, err
}

type addWallIn struct {
	Name     string   `json:"name"`
	Distance float64  `json:"distance_m"`
	Pitch    float64  `json:"pitch_mm"`
	Scenes   []string `json:"scenes"`
	Seconds  int      `json:"seconds"`
}

func (in *addWallIn) parse(p *params) {
	in.Seconds = defaultSceneSeconds
	p.body(in)
}

// addedWall is a link with its address, which is told once.
type addedWall struct {
	Wall walls.Link `json:"wall"`
	URL  string     `json:"url"`
}

func (s *Server) addWall(ctx context.Context, in addWallIn) (addedWall, error) {
	var out addedWall
	err := s.notedHook(ctx, func(tx pgx.Tx) (audit.Entry, error) {
		l, secret, err := s.walls.Add(ctx, tx, walls.Link{Name: in.Name, Distance: in.Distance, Pitch: in.Pitch, Scenes: in.Scenes, Seconds: in.Seconds}, actorOf(ctx))
		out = addedWall{l, exchangeFrom(ctx).base + "/wall#" + secret}
		return audit.Entry{Action: "wall.add", Subject: fmt.Sprintf("wall:%d", l.ID), Detail: map[string]string{"name": l.Name}}, err
	})
	var wrong *walls.Invalid
	if errors.As(err, &wrong) {
		return out, &problem{kind: refused, cause: err, detail: Words{wrong.Vi, wrong.En}, extra: map[string]any{"field": wrong.Field}}
	}
	return out, err
}

func (s *Server) revokeWall(ctx context.Context, in numberedIn) (doneOut, error) {
	err := s.notedHook(ctx, func(tx pgx.Tx) (audit.Entry, error) {
		return audit.Entry{Action: "wall.revoke", Subject: fmt.Sprintf("wall:%d", in.id)}, s.walls.Revoke(ctx, tx, in.id, actorOf(ctx))
	})
	if errors.Is(err, walls.ErrNotFound) {
		return doneOut{}, noSuch("Không có liên kết này, hoặc nó đã bị thu hồi.", "There is no such link, or it is revoked.")
	}
	return doneOut{err == nil}, err
}
