package broker

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/eclipse/paho.golang/autopaho"
	"github.com/eclipse/paho.golang/paho"
)

// subscribe is connected, as often as it takes, and settles what comes until ctx ends.
func (s *Subscriber) subscribe(ctx context.Context) error {
	waiting := newQueue(int(s.config.ReceiveMaximum))
	c, err := s.config.client()
	if err != nil {
		return err
	}
	c.OnPublishReceived = []func(paho.PublishReceived) (bool, error){func(p paho.PublishReceived) (bool, error) {
		if !waiting.put(messageOf(p)) {
			s.tell.failure(errors.New("messages of QoS 0 come faster than they are stored, and are dropped: publish with QoS 1"))
		}
		return true, nil
	}}
	c.OnConnectError = func(err error) { s.tell.failure(explain(err)) }
	c.OnServerDisconnect = func(d *paho.Disconnect) { s.tell.failure(s.disconnected(d)) }
	c.OnClientError = func(err error) { s.tell.failure(fmt.Errorf("the connection to the broker is lost: %w", err)) }
	var all sync.WaitGroup
	c.OnConnectionUp = func(m *autopaho.ConnectionManager, connack *paho.Connack) {
		s.tell.say(fmt.Sprintf("connected to the broker as %s; it kept the session: %t", s.config.ClientID, connack.SessionPresent))
		all.Go(func() { s.order(ctx, m) })
	}
	ctx, stop := context.WithCancel(ctx)
	manager, err := autopaho.NewConnection(ctx, c)
	if err != nil {
		stop()
		return err
	}
	defer func() {
		stop()
		<-manager.Done()
		all.Wait()
	}()
	for {
		batch := waiting.take(ctx)
		if batch == nil {
			return ctx.Err()
		}
		s.settle(ctx, batch)
	}
}

// client is the configuration of the connection.
func (c *Config) client() (autopaho.ClientConfig, error) {
	var servers []*url.URL
	for _, server := range c.Servers {
		u, err := url.Parse(server)
		if err != nil {
			return autopaho.ClientConfig{}, err
		}
		servers = append(servers, u)
	}
	password, err := c.password()
	if err != nil {
		return autopaho.ClientConfig{}, err
	}
	roots, err := c.roots()
	if err != nil {
		return autopaho.ClientConfig{}, err
	}
	return autopaho.ClientConfig{
		ServerUrls:            servers,
		TlsCfg:                &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		KeepAlive:             uint16(c.KeepAlive.Seconds()),
		SessionExpiryInterval: uint32(c.SessionExpiry.Seconds()),
		ReconnectBackoff: func(attempt int) time.Duration { // nothing, 1 s, 2 s … 30 s
			if attempt == 0 {
				return 0
			}
			return min(time.Second<<min(attempt-1, 5), 30*time.Second)
		},
		ConnectUsername: c.User,
		ConnectPassword: password,
		ConnectPacketBuilder: func(cp *paho.Connect, _ *url.URL) (*paho.Connect, error) {
			cp.Properties.ReceiveMaximum, cp.Properties.MaximumPacketSize = &c.ReceiveMaximum, &c.MaxMessage
			return cp, nil
		},
		ClientConfig: paho.ClientConfig{ClientID: c.ClientID, EnableManualAcknowledgment: true, SendAcksInterval: 10 * time.Millisecond},
	}, nil
}

// order subscribes to what is configured, again and again where the broker refuses.
func (s *Subscriber) order(ctx context.Context, m *autopaho.ConnectionManager) {
	var list []paho.SubscribeOptions
	for _, t := range s.config.Topics {
		filter := t.filter()
		if s.config.Share != "" {
			filter = "$share/" + s.config.Share + "/" + filter
		}
		list = append(list, paho.SubscribeOptions{Topic: filter, QoS: 1, RetainHandling: 1})
	}
	for {
		ack, err := m.Subscribe(ctx, &paho.Subscribe{Subscriptions: list})
		if ack == nil && err != nil { // the next connection tries again
			if ctx.Err() == nil {
				s.tell.failure(fmt.Errorf("subscribe: %w", err))
			}
			return
		}
		refused := false
		for i, code := range ack.Reasons {
			switch {
			case code >= 0x80:
				refused = true
				s.tell.failure(fmt.Errorf("the broker refuses the subscription to %s (reason 0x%x): look at its access list (read and subscribe for this user)", list[i].Topic, code))
			case code == 0:
				s.tell.failure(fmt.Errorf("the broker grants QoS 0 only for %s: messages can be lost", list[i].Topic))
			}
		}
		if !refused {
			return
		}
		if !pause(ctx, 30*time.Second) {
			return
		}
	}
}

// explain says what an operator can do about a failed connection.
func explain(err error) error {
	var refused *autopaho.ConnackError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var expired x509.CertificateInvalidError
	switch {
	case errors.As(err, &refused):
		what := map[byte]string{
			0x84: "it does not speak MQTT 5",
			0x85: "it does not take this client_id",
			0x86: "wrong user or password: look at user and password_file of the MQTT configuration",
			0x87: "this user may not connect: look at user and password_file of the MQTT configuration, and at the users of the broker",
			0x88: "it is not available",
			0x89: "it is busy",
			0x97: "its quota is used up",
		}[refused.ReasonCode]
		if what == "" {
			what = refused.Reason
		}
		return fmt.Errorf("the broker refuses the connection (reason 0x%x): %s", refused.ReasonCode, what)
	case errors.As(err, &unknown):
		return fmt.Errorf("the broker's certificate is of an authority that is not known here: give its file as ca_file: %w", err)
	case errors.As(err, &host), errors.As(err, &expired):
		return fmt.Errorf("the broker's certificate is not valid for this address or this day: %w", err)
	}
	return err
}

func (s *Subscriber) disconnected(d *paho.Disconnect) error {
	if d.ReasonCode == 0x8e { // session taken over
		return fmt.Errorf("another client connected to the broker as %s: each process needs a client_id of its own ({host} stands for the name of its machine)", s.config.ClientID)
	}
	return fmt.Errorf("the broker ends the connection (reason 0x%x)", d.ReasonCode)
}

// teller tells, but the same not again and again.
type teller struct {
	failed func(error)
	info   func(string)
	mu     sync.Mutex
	last   map[string]time.Time
}

func (t *teller) say(text string) { t.info(text) }

// failure tells of an error where the same was not told within a minute.
func (t *teller) failure(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if now.Sub(t.last[err.Error()]) < time.Minute {
		return
	}
	if t.last == nil || len(t.last) > 100 {
		t.last = map[string]time.Time{}
	}
	t.last[err.Error()] = now
	t.failed(fmt.Errorf("mqtt: %w", err))
}
