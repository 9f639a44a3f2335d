package accounts_test

import (
	"errors"
	"testing"

	"sotay/internal/accounts"
)

// TestLinksEndWithWhatTheyWereFor: with another change of the password, and with the account.
func TestLinksEndWithWhatTheyWereFor(t *testing.T) {
	s, _, _ := store(t)
	ctx := t.Context()
	set := func(disabled bool) error {
		_, err := s.Change(ctx, "hoa.tran", func(u *accounts.User) { u.Disabled = disabled })
		return err
	}
	for name, end := range map[string]func() error{
		"another password":            func() error { return s.SetPassword(ctx, "hoa.tran", "một câu khác cũng dễ nhớ") },
		"disabled, and allowed again": func() error { return errors.Join(set(true), set(false)) },
	} {
		link, _, err := s.ResetLink(ctx, "hoa.tran")
		if err := errors.Join(err, end()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Reset(ctx, link, "câu của người nhặt được liên kết"); refusal(t, err) != "link_used" {
			t.Errorf("%s: the link made before gives %v", name, err)
		}
	}
}
