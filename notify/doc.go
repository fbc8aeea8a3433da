// Package notify tells people and programs what a run found, by mail, webhook
// or file, and keeps a message until its receiver has taken it.
//
// The simple idea is to send when the run is done. It fails when the receiver
// is down that night: the message is lost, or the run is. So a message is first
// put into an outbox, a folder of files, and a receiver that fails is tried
// again by this run and by every later one, in order. A message may be delivered
// twice (killed after sending, before noting it); it has a name by which the
// receiver can tell.
//
// Secrets are given by the caller and appear in no error and no file.
package notify

import (
	"context"
	"encoding/json"
	"time"
)

// A Message is what is sent. Name is its name for ever: file names, Message-ID
// and X-Trunglap-Delivery are made from it.
type Message struct {
	Name    string          `json:"name"` // letters, digits, "-"
	Subject string          `json:"subject"`
	Text    string          `json:"text"`  // for people
	Event   json.RawMessage `json:"event"` // for programs
	At      time.Time       `json:"at"`
}

// A sender is a way to a receiver.
type sender interface {
	Send(ctx context.Context, m Message) error
}

// A Receiver is somebody to be told. ID names the receiver in the outbox.
type Receiver struct {
	ID string
	By sender
}

// timeout is how long one attempt may take: a receiver that hangs must not
// hold the data folder for long.
const timeout = 20 * time.Second
