package registry

import "time"

// A Pin is one act of pinning term statistics anew: it changes what every
// comparison made with them says, so it is kept who did it, from which lists.
type Pin struct {
	Seq       int64       `json:"seq,omitempty"`
	At        time.Time   `json:"at"`
	Author    string      `json:"author"`
	Before    string      `json:"before"` // SHA-256 of the statistics before
	After     string      `json:"after"`  // and of those that were written
	File      string      `json:"file"`   // that they were written to
	Platforms int         `json:"platforms"`
	Sources   []PinSource `json:"sources"`
}

// A PinSource is a list whose texts were counted.
type PinSource struct {
	File      string `json:"file"`
	SHA256    string `json:"sha256"`
	Platforms int    `json:"platforms"`
}
