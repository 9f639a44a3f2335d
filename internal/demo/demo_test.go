package demo_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"sotay/importers"
	"sotay/internal/demo"
	"sotay/internal/testdb"
)

// province is made once for all tests.
var province = sync.OnceValue(demo.New)

func TestLoad(t *testing.T) {
	db := testdb.New(t)
	p := province()
	service := importers.NewService(importers.Config{Owner: db.Owner})
	start := time.Now()
	last := ""
	loaded, err := p.Load(context.Background(), demo.LoadConfig{Owner: db.Owner, Importers: service, Actor: "test", Progress: func(l string, pr importers.Progress) {
		if s := l + string(pr.Phase); s != last {
			last = s
			fmt.Println(time.Since(start), s)
		}
	}})
	fmt.Println(time.Since(start), loaded, err)
	start = time.Now()
	loaded, err = p.Load(context.Background(), demo.LoadConfig{Owner: db.Owner, Importers: service, Actor: "test"})
	fmt.Println(time.Since(start), loaded, err)
}
