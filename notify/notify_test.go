package notify

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var noon = time.Date(2026, 7, 1, 5, 0, 0, 0, time.UTC)

func message(name string) Message {
	return Message{Name: name, Subject: "Trùng lặp: 3 phát hiện mới\r\nBcc: x@y", Text: "Có 3 phát hiện mới.\n" + strings.Repeat("dài ", 60),
		Event: json.RawMessage(`{"run":12}`), At: noon}
}

// mailServer is an SMTP server on this machine. While down it refuses letters.
type mailServer struct {
	sync.Mutex
	letters []string
	to      []string
	down    bool
}

func (s *mailServer) start(t *testing.T) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

func (s *mailServer) serve(conn net.Conn) {
	defer conn.Close()
	say := func(line string) { fmt.Fprintf(conn, "%s\r\n", line) }
	in := bufio.NewReader(conn)
	say("220 here")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		s.Lock()
		down := s.down
		s.Unlock()
		switch verb := strings.ToUpper(strings.Fields(line + " x")[0]); {
		case down:
			say("451 not now")
		case verb == "EHLO" || verb == "HELO":
			say("250 hello")
		case verb == "RCPT":
			s.Lock()
			s.to = append(s.to, strings.TrimSpace(line))
			s.Unlock()
			say("250 ok")
		case verb == "DATA":
			say("354 go on")
			var b strings.Builder
			for {
				l, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if l == ".\r\n" {
					break
				}
				b.WriteString(l)
			}
			s.Lock()
			s.letters = append(s.letters, b.String())
			s.Unlock()
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *mailServer) got() []string {
	s.Lock()
	defer s.Unlock()
	return slices.Clone(s.letters)
}

// A letter arrives whole: subject and text in Vietnamese, no header smuggled in
// by the subject.
func TestMail(t *testing.T) {
	var server mailServer
	by := SMTP{Host: "127.0.0.1", Port: server.start(t), Security: Plain, From: "Trùng lặp <tl@example.vn>", To: []string{"a@example.vn", "b@example.vn"}}
	m := message("run-000012")
	if err := by.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	letters := server.got()
	if len(letters) != 1 || len(server.to) != 2 {
		t.Fatalf("%d letters to %v", len(letters), server.to)
	}
	read, err := mail.ReadMessage(strings.NewReader(letters[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
	if err != nil || subject != "Trùng lặp: 3 phát hiện mới  Bcc: x@y" || read.Header.Get("Bcc") != "" {
		t.Errorf("subject %q, bcc %q, %v", subject, read.Header.Get("Bcc"), err)
	}
	if id := read.Header.Get("Message-ID"); id != "<run-000012@example.vn>" {
		t.Errorf("Message-ID %s", id)
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, read.Body))
	if err != nil || string(body) != m.Text {
		t.Errorf("text %q, %v", body, err)
	}
}

// A server that cannot encrypt gets no letter unless that was asked for.
func TestMailIsNotSentInTheClear(t *testing.T) {
	var server mailServer
	by := SMTP{Host: "127.0.0.1", Port: server.start(t), Security: StartTLS, From: "a@b", To: []string{"c@d"}}
	if err := by.Send(t.Context(), message("run-1")); err == nil || len(server.got()) > 0 {
		t.Errorf("%v; %d letters in the clear", err, len(server.got()))
	}
}

// The receiver can check who sent an event; a redirect is not followed.
func TestWebhookIsSigned(t *testing.T) {
	secret := []byte("bí mật")
	status, hits := http.StatusNoContent, 0
	var header http.Header
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits++
		header = r.Header.Clone()
		body, _ = io.ReadAll(r.Body)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	defer server.Close()
	by := Webhook{URL: server.URL, Secret: secret, Now: func() time.Time { return noon }}
	if err := by.Send(t.Context(), message("run-000012")); err != nil {
		t.Fatal(err)
	}
	stamp := fmt.Sprint(noon.Unix())
	if header.Get("X-Trunglap-Timestamp") != stamp || header.Get("X-Trunglap-Signature") != Sign(secret, stamp, body) ||
		header.Get("X-Trunglap-Delivery") != "run-000012" || string(body) != `{"run":12}` {
		t.Errorf("header %v, body %s", header, body)
	}
	if Sign(secret, stamp, []byte(`{"run":13}`)) == header.Get("X-Trunglap-Signature") || Sign([]byte("x"), stamp, body) == header.Get("X-Trunglap-Signature") {
		t.Error("the signature does not depend on body and secret")
	}
	for _, status = range []int{302, 400, 500} {
		hits = 0
		if err := by.Send(t.Context(), message("run-000012")); err == nil || hits != 1 {
			t.Errorf("status %d: %v after %d requests", status, err, hits)
		}
	}
	by.URL = "http://user:hunter2@127.0.0.1:1/x"
	if err := by.Send(t.Context(), message("run-1")); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a dead address: %v", err)
	}
}

// A dead receiver loses nothing: its messages wait, in order, and are sent
// once when it lives again; the others are not held up.
func TestOutboxWaitsForADeadReceiver(t *testing.T) {
	var server mailServer
	post := Receiver{"mail", SMTP{Host: "127.0.0.1", Port: server.start(t), Security: Plain, From: "a@b", To: []string{"c@d"}}}
	dir := t.TempDir()
	files := Receiver{"folder", Folder{filepath.Join(dir, "notices")}}
	o, err := OpenOutbox(filepath.Join(dir, "outbox"))
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string) {
		t.Helper()
		for _, r := range []Receiver{post, files} {
			if err := o.Put(message(name), r.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	deliver := func() (int, []Failure) {
		t.Helper()
		sent, failed, err := o.Deliver(t.Context(), []Receiver{post, files}, 2, time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		return sent, failed
	}
	server.down = true
	put("run-000001")
	put("run-000002")
	if sent, failed := deliver(); sent != 2 || len(failed) != 1 || failed[0].Receiver != "mail" || failed[0].Waiting != 2 {
		t.Errorf("sent %d, failed %v", sent, failed)
	}
	put("run-000002") // the run is told again: not a second message
	if n, _ := o.Pending(); n != 2 {
		t.Errorf("%d messages pending", n)
	}
	server.Lock()
	server.down = false
	server.Unlock()
	if sent, failed := deliver(); sent != 2 || len(failed) > 0 {
		t.Errorf("sent %d, failed %v", sent, failed)
	}
	letters := server.got()
	if len(letters) != 2 || !strings.Contains(letters[0], "run-000001") || !strings.Contains(letters[1], "run-000002") {
		t.Errorf("letters %q", letters)
	}
	put("run-000001")
	if sent, _ := deliver(); sent != 0 {
		t.Errorf("sent %d again", sent)
	}
	if _, err := os.Stat(filepath.Join(dir, "notices", "run-000002.json")); err != nil {
		t.Error(err)
	}
	if err := o.Prune(1); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "outbox", "sent", "*.json")); len(left) != 2 {
		t.Errorf("%d files left after pruning: %v", len(left), left)
	}
}

// An attempt ends when the run is interrupted, and the message stays.
func TestOutboxInterrupted(t *testing.T) {
	var server mailServer
	server.down = true
	o, err := OpenOutbox(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := Receiver{"mail", SMTP{Host: "127.0.0.1", Port: server.start(t), Security: Plain, From: "a@b", To: []string{"c@d"}}}
	if err := o.Put(message("run-1"), r.ID); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, failed, err := o.Deliver(ctx, []Receiver{r}, 100, time.Hour)
	if n, _ := o.Pending(); err != nil || len(failed) != 1 || !errors.Is(failed[0].Err, context.Canceled) || n != 1 {
		t.Errorf("failed %v, %d pending, %v", failed, n, err)
	}
}
