package geoapi

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
)

// The description of the API: openapi.json, and for each further resource a file with its
// paths and schemas.
//
//go:embed openapi.json openapi/*.json
var descriptions embed.FS

// describe puts the description together.
func describe() ([]byte, error) {
	var whole struct {
		OpenAPI    json.RawMessage            `json:"openapi"`
		Info       json.RawMessage            `json:"info"`
		Servers    json.RawMessage            `json:"servers"`
		Paths      map[string]json.RawMessage `json:"paths"`
		Components struct {
			Security  json.RawMessage            `json:"securitySchemes"`
			Responses json.RawMessage            `json:"responses"`
			Schemas   map[string]json.RawMessage `json:"schemas"`
		} `json:"components"`
	}
	if err := readDescription("openapi.json", &whole); err != nil {
		return nil, err
	}
	files, err := descriptions.ReadDir("openapi")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		var part struct{ Paths, Schemas map[string]json.RawMessage }
		if err := readDescription("openapi/"+f.Name(), &part); err != nil {
			return nil, err
		}
		maps.Copy(whole.Paths, part.Paths)
		maps.Copy(whole.Components.Schemas, part.Schemas)
	}
	return json.Marshal(whole)
}

func readDescription(name string, into any) error {
	body, err := descriptions.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(body, into)
	}
	if err != nil {
		return fmt.Errorf("description of the API: %s: %w", name, err)
	}
	return nil
}
