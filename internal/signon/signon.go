// Package signon lets people sign in with the account that they have elsewhere, by OpenID
// Connect: authorization code with PKCE, state and nonce.
//
// Provider.Begin sends a browser there with a Ticket to keep; Provider.Finish makes an
// identity of what it comes back with. The provider is asked for its addresses and keys when
// somebody first signs in, and again when that failed: sotay starts without it.
package signon

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"sotay/internal/accounts"
)

// What a sign-in fails with beside that the provider cannot be asked.
var (
	ErrTicket = errors.New("the sign-in was begun elsewhere, or too long ago")
	ErrDenied = errors.New("the provider did not sign the person in")
)

// Config is how the provider knows sotay.
type Config struct {
	Issuer       string // https://…, as its tokens name it
	ClientID     string
	ClientSecret string // "" for a public client
}

// Provider signs people in. It is safe for concurrent use.
type Provider struct {
	cfg  Config
	http *http.Client

	flight singleflight.Group

	mu     sync.Mutex
	found  *oidc.Provider
	failed time.Time // when it last could not be asked
}

// How long the provider may take for an answer, and how long one that gave none is not asked again.
const (
	patience = 5 * time.Second
	pause    = 3 * time.Second
)

// New knows the provider by its configuration. Nothing is asked yet.
func New(cfg Config) *Provider {
	return &Provider{cfg: cfg, http: &http.Client{Timeout: patience}}
}

// Ticket is what a browser keeps while it is at the provider.
type Ticket struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"` // of PKCE
	Return   string `json:"r"` // path of sotay to go back to
}

// discover asks the provider for its addresses, once.
func (p *Provider) discover() (*oidc.Provider, error) {
	p.mu.Lock()
	known, failed := p.found, p.failed
	p.mu.Unlock()
	switch {
	case known != nil:
		return known, nil
	case time.Since(failed) < pause:
		return nil, errors.New("sign-on provider: it could not be asked just now")
	}
	_, err, _ := p.flight.Do("", func() (any, error) {
		// The keys are fetched with this context later on, so it is nobody's request.
		found, err := oidc.NewProvider(oidc.ClientContext(context.Background(), p.http), p.cfg.Issuer)
		p.mu.Lock()
		defer p.mu.Unlock()
		if err != nil {
			p.failed = time.Now()
			return nil, err
		}
		p.found = found
		return nil, nil
	})
	if err != nil {
		return nil, fmt.Errorf("sign-on provider: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.found, nil
}

func (p *Provider) client(found *oidc.Provider, redirect string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.cfg.ClientID, ClientSecret: p.cfg.ClientSecret, Endpoint: found.Endpoint(),
		RedirectURL: redirect, Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}
}

// Begin gives the address at the provider that the browser goes to, and the ticket that it
// keeps. redirect is the address of sotay that the provider sends it back to; back is the path
// to show afterwards, taken where it is one of sotay's own.
func (p *Provider) Begin(redirect, back string) (string, Ticket, error) {
	found, err := p.discover()
	if err != nil {
		return "", Ticket{}, err
	}
	t := Ticket{State: secret(), Nonce: secret(), Verifier: oauth2.GenerateVerifier(), Return: ownPath(back)}
	return p.client(found, redirect).AuthCodeURL(t.State, oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)), t, nil
}

// Finish makes an identity of the query that the browser came back with. It returns ErrTicket
// where the ticket does not belong to it, ErrDenied where the provider refused or what it says
// does not hold.
func (p *Provider) Finish(ctx context.Context, redirect string, t Ticket, query url.Values) (accounts.Identity, error) {
	if t.State == "" || subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(t.State)) != 1 {
		return accounts.Identity{}, ErrTicket
	}
	if query.Get("code") == "" {
		return accounts.Identity{}, fmt.Errorf("%w: %.100q", ErrDenied, query.Get("error"))
	}
	found, err := p.discover()
	if err != nil {
		return accounts.Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, p.http)
	answer, err := p.client(found, redirect).Exchange(ctx, query.Get("code"), oauth2.VerifierOption(t.Verifier))
	if refusal := new(oauth2.RetrieveError); errors.As(err, &refusal) && refusal.Response.StatusCode < http.StatusInternalServerError {
		return accounts.Identity{}, fmt.Errorf("%w: %.100q", ErrDenied, refusal.ErrorCode)
	}
	if err != nil {
		return accounts.Identity{}, fmt.Errorf("sign-on provider: %w", err)
	}
	raw, _ := answer.Extra("id_token").(string)
	token, err := found.Verifier(&oidc.Config{ClientID: p.cfg.ClientID}).Verify(ctx, raw)
	if err != nil {
		return accounts.Identity{}, fmt.Errorf("%w: %w", ErrDenied, err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(t.Nonce)) != 1 {
		return accounts.Identity{}, fmt.Errorf("%w: its token is of another sign-in", ErrDenied)
	}
	return p.identity(ctx, found, token, answer)
}

// claims are what a provider says of a person, in the token or when asked.
type claims struct {
	Subject  string `json:"sub"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Verified bool   `json:"email_verified"`
}

// identity asks the provider for name and address where the token does not say them.
func (p *Provider) identity(ctx context.Context, found *oidc.Provider, token *oidc.IDToken, answer *oauth2.Token) (accounts.Identity, error) {
	var c claims
	if err := token.Claims(&c); err != nil {
		return accounts.Identity{}, fmt.Errorf("%w: %w", ErrDenied, err)
	}
	if (c.Name == "" || c.Email == "") && found.UserInfoEndpoint() != "" {
		info, err := found.UserInfo(ctx, oauth2.StaticTokenSource(answer))
		if err != nil {
			return accounts.Identity{}, fmt.Errorf("sign-on provider: %w", err)
		}
		var more claims
		if err := info.Claims(&more); err != nil || info.Subject != token.Subject {
			return accounts.Identity{}, fmt.Errorf("%w: what it says of the person does not hold", ErrDenied)
		}
		c = more
	}
	id := accounts.Identity{Issuer: token.Issuer, Subject: token.Subject, Name: c.Name}
	if c.Verified {
		id.Email = c.Email
	}
	return id, nil
}

// ownPath is a path of sotay, "/" for anything that leads elsewhere.
func ownPath(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") || len(path) > 2000 {
		return "/"
	}
	return path
}

func secret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}
