package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// A Webhook receives events by POST, as JSON, with the headers
//
//	X-Trunglap-Delivery   the message's name: the same again means sent twice
//	X-Trunglap-Timestamp  seconds since 1970 when it was sent
//	X-Trunglap-Signature  sha256=HEX of HMAC-SHA256(secret, timestamp + "." + body)
//
// so that the receiver can tell who sent it and refuse an old one replayed. Any
// status of 200 to 299 means that it was taken. Redirects are not followed: the
// event goes to the address that was configured, or nowhere.
type Webhook struct {
	URL    string
	Secret []byte
	Now    func() time.Time // nil: time.Now
}

// Send posts the event.
func (w Webhook) Send(ctx context.Context, m Message) error {
	at := time.Now
	if w.Now != nil {
		at = w.Now
	}
	stamp := strconv.FormatInt(at().Unix(), 10)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(m.Event))
	if err != nil {
		return fmt.Errorf("post to the webhook: bad address")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "trunglap")
	req.Header.Set("X-Trunglap-Delivery", m.Name)
	req.Header.Set("X-Trunglap-Timestamp", stamp)
	req.Header.Set("X-Trunglap-Signature", Sign(w.Secret, stamp, m.Event))
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		if e, ok := err.(*url.Error); ok {
			err = e.Err // without the address: it may hold a secret
		}
		return fmt.Errorf("post to the webhook: %w", err)
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16)) // so that the connection ends well
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("post to the webhook: status %d", res.StatusCode)
	}
	return nil
}

// Sign is the value of X-Trunglap-Signature.
func Sign(secret []byte, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}
