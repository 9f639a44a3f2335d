package geoapi

import (
	"context"
	"net/http"
	"slices"

	"github.com/jackc/pgx/v5"

	"sotay/importers"
	"sotay/internal/accounts"
	"sotay/layers"
)

// accountOf is the caller as importers know them: without an account an operator's program.
func accountOf(c caller) importers.Account {
	if c.user == nil {
		return importers.Account{}
	}
	return importAccount(*c.user)
}

// importAccount is a person as importers know them. Environment staff bring air, water, forest
// and their stations, and neither land nor communes.
func importAccount(u accounts.User) importers.Account {
	a := importers.Account{ID: u.ID, Communes: u.Communes}
	if u.Role == accounts.Environment {
		a.Themes, a.Layers = []string{"air", "water", "forest"}, []string{"stations"}
	}
	return a
}

// mayImport returns Forbidden for an import into a layer that is not its account's; a layer
// that is found by the columns of the file is looked at when that is read.
func (s *Server) mayImport(req importers.Request) error {
	if n := req.NewLayer; n != nil {
		return req.Account.Takes(layers.Layer{Name: n.Name, Theme: n.Theme})
	}
	if l, known := s.Catalogue.Layer(req.Layer); known {
		return req.Account.Takes(l)
	}
	return nil
}

// accountAgain reads the caller's account again in the transaction that writes. Where it is to be
// held, nobody changes the account until that ends.
func accountAgain(c caller) func(context.Context, pgx.Tx, bool) (importers.Account, error) {
	if c.user == nil {
		return nil
	}
	return func(ctx context.Context, tx pgx.Tx, hold bool) (importers.Account, error) {
		read := accounts.Read
		if hold {
			read = accounts.Hold
		}
		u, err := read(ctx, tx, c.user.ID)
		if err != nil {
			return importers.Account{}, err
		}
		if u.Disabled || !slices.Contains(permissions(u), importData) {
			return importers.Account{}, &problem{kind: forbidden, detail: Words{
				"Tài khoản của bạn không còn được nhập dữ liệu; không có gì được ghi.", "Your account may no longer import; nothing was written.",
			}}
		}
		return importAccount(u), nil
	}
}

// visible lets a handler tell of a change set that the caller may know of; others answer as
// if they were not there.
func (s *Server) visible(h handler) handler { return s.asked(s.Imports.Visible, h) }

// within lets a handler tell or write the values of a change set whose rows lie within the
// caller's communes.
func (s *Server) within(h handler) handler { return s.asked(s.Imports.Within, h) }

// asked asks first whether the caller may go on with the change set of the path.
func (s *Server) asked(may func(context.Context, int64, importers.Account) error, h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p := newParams(r)
		id := p.id("id")
		if p.err != nil {
			return p.err
		}
		if err := may(r.Context(), id, accountOf(callerOf(r.Context()))); err != nil {
			return err
		}
		return h(w, r)
	}
}
