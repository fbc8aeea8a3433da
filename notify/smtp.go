package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"strconv"
	"strings"
	"time"
)

// The ways in which a mail server is spoken to.
const (
	StartTLS = "starttls" // plain at first, then encrypted; refused if the server cannot
	TLS      = "tls"      // encrypted from the start
	Plain    = "none"     // a server on this machine or in a closed network
)

// An SMTP server takes mail for people.
type SMTP struct {
	Host     string
	Port     int
	Security string // StartTLS, TLS or Plain
	From     string
	To       []string
	User     string // empty: no authentication
	Password string
	Roots    *tls.Config // nil: the system's certificates
}

// Send mails the message's text.
func (s SMTP) Send(ctx context.Context, m Message) error {
	if err := s.send(ctx, m); err != nil {
		return fmt.Errorf("mail by %s: %w", s.Host, err)
	}
	return nil
}

func (s SMTP) send(ctx context.Context, m Message) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
	if err != nil {
		return err
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return err
		}
	}
	if s.Security == TLS {
		conn = tls.Client(conn, s.config())
	}
	c, err := smtp.NewClient(conn, s.Host)
	if err != nil {
		return err
	}
	if s.Security == StartTLS {
		if err := c.StartTLS(s.config()); err != nil {
			return err
		}
	}
	if s.User != "" {
		if err := c.Auth(smtp.PlainAuth("", s.User, s.Password, s.Host)); err != nil {
			return err
		}
	}
	if err := c.Mail(address(s.From)); err != nil {
		return err
	}
	for _, to := range s.To {
		if err := c.Rcpt(address(to)); err != nil {
			return err
		}
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(s.letter(m)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	c.Quit() // the letter was taken; how the server says goodbye does not matter
	return nil
}

func (s SMTP) config() *tls.Config {
	c := &tls.Config{}
	if s.Roots != nil {
		c = s.Roots.Clone()
	}
	c.ServerName = s.Host
	return c
}

// address is the part of "Name <a@b>" that the server wants.
func address(s string) string {
	if a, err := mail.ParseAddress(s); err == nil {
		return a.Address
	}
	return s
}

// letter is the message as mail: headers on one line each, whatever the
// subject holds, and the text in base64.
func (s SMTP) letter(m Message) []byte {
	oneLine := strings.NewReplacer("\r", " ", "\n", " ")
	_, domain, _ := strings.Cut(address(s.From), "@")
	var b bytes.Buffer
	header := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, oneLine.Replace(value)) }
	header("From", s.From)
	header("To", strings.Join(s.To, ", "))
	header("Subject", mime.QEncoding.Encode("utf-8", oneLine.Replace(m.Subject)))
	header("Date", m.At.Format(time.RFC1123Z))
	header("Message-ID", "<"+m.Name+"@"+domain+">")
	header("Auto-Submitted", "auto-generated")
	header("MIME-Version", "1.0")
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	text := base64.StdEncoding.EncodeToString([]byte(m.Text))
	for len(text) > 76 {
		b.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	b.WriteString(text + "\r\n")
	return b.Bytes()
}
