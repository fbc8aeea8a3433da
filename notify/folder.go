package notify

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// A Folder receives events as files, NAME.json, each written whole.
type Folder struct {
	Dir string
}

// Send writes the event.
func (f Folder) Send(_ context.Context, m Message) error {
	if err := os.MkdirAll(f.Dir, 0o755); err != nil {
		return fmt.Errorf("write the notice: %w", err)
	}
	if err := writeWhole(filepath.Join(f.Dir, m.Name+".json"), append(m.Event, '\n')); err != nil {
		return fmt.Errorf("write the notice: %w", err)
	}
	return nil
}
