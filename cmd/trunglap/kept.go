package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"trunglap/registry"
	"trunglap/similarity"
	"trunglap/text"
)

// What a check keeps beside the registry so that the next one starts at once:
// similarity's sketches of the platforms. The file can be deleted at any time;
// it is used only by the very program that wrote it, for the very same registry.

func (a *app) sketchFile() string { return filepath.Join(a.data, "sketches.bin") }

// engineKey names all that sketches depend on: this program's file, vocabulary,
// statistics, agencies. The settings are named by similarity itself.
func engineKey(e *similarity.Engine) string {
	h := sha256.New()
	fmt.Fprintln(h, version, text.Default().Hash(), e.StatisticsHash())
	for _, agency := range registry.DefaultAgencies(text.Folded).All() {
		fmt.Fprintf(h, "%+v\n", agency)
	}
	if path, err := os.Executable(); err == nil {
		if info, err := os.Stat(path); err == nil {
			fmt.Fprintln(h, info.Size(), info.ModTime().UnixNano())
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// keptSketches reads what was kept; nothing if there is none.
func (a *app) keptSketches() []byte {
	data, err := os.ReadFile(a.sketchFile())
	if err != nil {
		return nil
	}
	return data
}

// keepSketches writes what was made. A folder that cannot be written into is
// no fault: the next check takes its time again.
func (a *app) keepSketches(c *similarity.Checker) {
	if !c.Fresh() {
		return
	}
	err := a.writeFile(a.sketchFile(), func(w io.Writer) error {
		_, err := w.Write(c.Sketches())
		return err
	})
	if err == nil {
		os.Chmod(a.sketchFile(), 0o600) // it tells of restricted platforms too
	}
}
