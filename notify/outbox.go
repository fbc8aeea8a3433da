package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// An Outbox is a folder with one file per message and receiver:
//
//	pending/NAME.RECEIVER.json   to be sent
//	sent/NAME.RECEIVER.json      taken
//
// Files come into being whole (written aside, then renamed) and move from the
// one folder to the other by a rename, so that a kill leaves each in one state.
type Outbox struct {
	dir string
}

// OpenOutbox makes the folder where there is none.
func OpenOutbox(dir string) (*Outbox, error) {
	for _, sub := range []string{"pending", "sent"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return nil, fmt.Errorf("open the outbox: %w", err)
		}
	}
	return &Outbox{dir}, nil
}

func (o *Outbox) file(state, name, receiver string) string {
	return filepath.Join(o.dir, state, name+"."+receiver+".json")
}

// Put adds a message for a receiver, unless it is there already or was sent.
func (o *Outbox) Put(m Message, receiver string) error {
	for _, state := range []string{"pending", "sent"} {
		if _, err := os.Stat(o.file(state, m.Name, receiver)); err == nil {
			return nil
		}
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("put %s into the outbox: %w", m.Name, err)
	}
	if err := writeWhole(o.file("pending", m.Name, receiver), append(data, '\n')); err != nil {
		return fmt.Errorf("put %s into the outbox: %w", m.Name, err)
	}
	return nil
}

// A Failure is a receiver that did not take its messages.
type Failure struct {
	Receiver string
	Waiting  int // its messages that are kept
	Err      error
}

// Deliver sends what is pending, oldest first, each message up to attempts
// times with a pause between. A receiver that fails keeps its place: its later
// messages wait. Messages for receivers that are no longer named stay.
func (o *Outbox) Deliver(ctx context.Context, to []Receiver, attempts int, pause time.Duration) (sent int, failed []Failure, err error) {
	for _, r := range to {
		waiting, err := o.pending(r.ID)
		if err != nil {
			return sent, failed, err
		}
		for i, name := range waiting {
			if err := o.deliver(ctx, name, r, attempts, pause); err != nil {
				failed = append(failed, Failure{r.ID, len(waiting) - i, err})
				break
			}
			sent++
		}
	}
	return sent, failed, nil
}

func (o *Outbox) deliver(ctx context.Context, name string, r Receiver, attempts int, pause time.Duration) error {
	data, err := os.ReadFile(o.file("pending", name, r.ID))
	if err != nil {
		return err
	}
	var m Message
	if err := json.Unmarshal(data, &m); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	for i := 0; ; i++ {
		if err = o.try(ctx, r, m); err == nil {
			break
		}
		if i+1 >= attempts || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause << i):
		}
	}
	return os.Rename(o.file("pending", name, r.ID), o.file("sent", name, r.ID))
}

func (o *Outbox) try(ctx context.Context, r Receiver, m Message) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return r.By.Send(ctx, m)
}

// Pending counts the messages that nobody has taken yet.
func (o *Outbox) Pending() (int, error) {
	names, err := o.pending("")
	return len(names), err
}

// pending lists the names of messages for a receiver ("": all of them), oldest first.
func (o *Outbox) pending(receiver string) ([]string, error) { return o.in("pending", receiver) }

func (o *Outbox) in(state, receiver string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(o.dir, state))
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	var names []string
	for _, e := range entries { // sorted by name, and names by run
		name, rest, _ := strings.Cut(e.Name(), ".")
		if rest == receiver+".json" || receiver == "" && strings.HasSuffix(rest, ".json") && name != "" {
			names = append(names, name)
		}
	}
	return names, nil
}

// Prune lets go of what was sent, all but the newest keep names.
func (o *Outbox) Prune(keep int) error {
	names, err := o.in("sent", "")
	if err != nil {
		return err
	}
	names = slices.Compact(names)
	for _, name := range names[:max(0, len(names)-keep)] {
		files, err := filepath.Glob(filepath.Join(o.dir, "sent", name+".*.json"))
		if err != nil {
			return err
		}
		for _, f := range files {
			if err := os.Remove(f); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("prune the outbox: %w", err)
			}
		}
	}
	return nil
}

// writeWhole writes a file that is complete or not there.
func writeWhole(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once renamed, as it should
	_, err = f.Write(data)
	if err := errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
