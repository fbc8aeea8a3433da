//go:build !unix

package index

import "errors"

// fullDisk needs a limit on file sizes, which only Unix has.
func fullDisk(string) error { return errors.ErrUnsupported }
