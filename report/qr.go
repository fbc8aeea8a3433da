package report

import (
	"fmt"
	"strconv"
	"strings"

	"rsc.io/qr"
)

// A QR code holds the digest of a certificate's file, in the words in which
// sha256sum and `trunglap verify` print it.

// A qrCode is a square of dark and light modules, quiet zone not included.
type qrCode struct {
	size  int
	black func(x, y int) bool
}

func newQR(digest string) (*qrCode, error) {
	code, err := qr.Encode("sha256:"+digest, qr.M)
	if err != nil {
		return nil, fmt.Errorf("draw the QR code of %s: %w", digest, err)
	}
	return &qrCode{code.Size, code.Black}, nil
}

// bars yields the dark modules as bars: where each begins, in which row, how
// long. Neighbours drawn one by one would leave hair lines between them.
func (q *qrCode) bars(yield func(at, row, length int)) {
	for y := range q.size {
		for x := 0; x < q.size; x++ {
			n := 0
			for x+n < q.size && q.black(x+n, y) {
				n++
			}
			if n > 0 {
				yield(x, y, n)
				x += n
			}
		}
	}
}

// path draws the code as an SVG path of whole units.
func (q *qrCode) path() string {
	var b strings.Builder
	q.bars(func(at, row, length int) {
		w := strconv.Itoa(length)
		b.WriteString("M" + strconv.Itoa(at) + " " + strconv.Itoa(row) + "h" + w + "v1h-" + w + "z")
	})
	return b.String()
}
