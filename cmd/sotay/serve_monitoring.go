package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"sotay/environment"
	"sotay/environment/broker"
	"sotay/environment/drop"
)

// monitoringFlags say where readings come from besides HTTP.
type monitoringFlags struct {
	Folder string        `name:"readings-folder" type:"path" placeholder:"DIR" help:"${readings_folder}"`
	Settle time.Duration `name:"readings-settle" default:"10s" placeholder:"DURATION" help:"${readings_settle}"`
	MQTT   string        `name:"mqtt-config" type:"path" placeholder:"FILE" help:"${mqtt_config}"`
}

// check refuses what cannot be used, and reads the configuration of MQTT; nil: none.
func (f *monitoringFlags) check() (*broker.Config, error) {
	if f.Folder != "" {
		if info, err := os.Stat(f.Folder); err != nil || !info.IsDir() {
			return nil, fault(usage, "", "--readings-folder %s: không có thư mục này", "--readings-folder %s: there is no such folder", f.Folder)
		}
	}
	if f.Settle < time.Second || f.Settle > time.Hour {
		return nil, fault(usage, "", "--readings-settle %s: cần từ 1s đến 1h", "--readings-settle %s: give 1s to 1h", f.Settle)
	}
	if f.MQTT == "" {
		return nil, nil
	}
	c, err := broker.ReadConfig(f.MQTT)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !isThere(f.MQTT):
		return nil, fault(usage, "", "--mqtt-config %s: không có tệp này", "--mqtt-config %s: there is no such file", f.MQTT)
	case err != nil:
		return nil, fault(usage, "", "--mqtt-config %s: %v", "--mqtt-config %s: %v", f.MQTT, err)
	}
	return c, nil
}

func isThere(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// sources is the work that takes readings in, for as long as sotay serves.
func (h *handbook) sources(f *monitoringFlags, mqtt *broker.Config) []func(context.Context) {
	var list []func(context.Context)
	if f.Folder != "" {
		list = append(list, func(ctx context.Context) {
			drop.Watch(ctx, drop.Config{DB: h.db, Readings: h.readings, Dir: f.Folder, Settle: f.Settle, Failed: h.environmentFailed, Took: h.took})
		})
	}
	if mqtt != nil {
		list = append(list, broker.New(mqtt, h.db, h.readings, h.environmentFailed, func(text string) { h.log.Info("mqtt", "message", text) }).Run)
	}
	return list
}

// took notes a monitoring file that was taken.
func (h *handbook) took(name, to string, r environment.FileReport) {
	h.log.Info("monitoring file", "name", name, "to", filepath.Dir(to), "stored", r.Count(environment.Stored), "duplicate", r.Count(environment.Duplicate),
		"revised", r.Count(environment.Revised), "quarantined", r.Count(environment.Quarantined), "refused", r.Count(environment.Refused))
}
