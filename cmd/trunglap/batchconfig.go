package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"trunglap/notify"
	"trunglap/registry"
	"trunglap/report"
)

// The configuration of batch, a YAML file; deploy/trunglap.yaml shows all of it
// with what each key means. A key that is not known is refused with the nearest
// one that is: a misspelt receiver would otherwise never be told, and nobody
// would notice. Relative paths are relative to the file's own folder. Secrets
// stand in files of their own.

type batchConfig struct {
	Data      string          `yaml:"data"`
	Lang      string          `yaml:"lang"`
	Lists     []listConfig    `yaml:"lists"`
	Watch     watchConfig     `yaml:"watch"`
	Scan      batchScanConfig `yaml:"scan"`
	Reports   reportsConfig   `yaml:"reports"`
	Notify    notifyConfig    `yaml:"notify"`
	Metrics   string          `yaml:"metrics"`
	Retention retentionConfig `yaml:"retention"`

	dir string // of the file
}

type listConfig struct {
	File           string         `yaml:"file"`
	List           string         `yaml:"list"`
	Title          string         `yaml:"title"`
	Authority      string         `yaml:"authority"`
	Date           string         `yaml:"date"`
	Agency         string         `yaml:"agency"`
	Encoding       string         `yaml:"encoding"`
	Mapping        string         `yaml:"mapping"`
	MakeIDs        bool           `yaml:"make_ids"`
	Stated         map[string]int `yaml:"stated"`
	AcceptGoodRows bool           `yaml:"accept_good_rows"`
}

type watchConfig struct {
	Folder         string   `yaml:"folder"`
	Patterns       []string `yaml:"patterns"`
	Settle         string   `yaml:"settle"`
	List           string   `yaml:"list"`
	Agency         string   `yaml:"agency"`
	AcceptGoodRows bool     `yaml:"accept_good_rows"`

	settle time.Duration
}

type batchScanConfig struct {
	Settings   string `yaml:"settings"`
	Statistics string `yaml:"statistics"`
	AsOf       string `yaml:"as_of"` // a day, or "today"
	Workers    int    `yaml:"workers"`
	Full       bool   `yaml:"full"`
}

type reportsConfig struct {
	Folder         string   `yaml:"folder"`
	Formats        []string `yaml:"formats"`
	ShowRestricted bool     `yaml:"show_restricted"`
}

type notifyConfig struct {
	When     string        `yaml:"when"`
	Mail     mailConfig    `yaml:"mail"`
	Webhook  webhookConfig `yaml:"webhook"`
	Folder   string        `yaml:"folder"`
	Attempts int           `yaml:"attempts"`
	Pause    string        `yaml:"pause"`

	pause time.Duration
}

type mailConfig struct {
	Host         string   `yaml:"host"`
	Port         int      `yaml:"port"`
	Security     string   `yaml:"security"`
	From         string   `yaml:"from"`
	To           []string `yaml:"to"`
	User         string   `yaml:"user"`
	PasswordFile string   `yaml:"password_file"`
}

type webhookConfig struct {
	URL        string `yaml:"url"`
	SecretFile string `yaml:"secret_file"`
}

type retentionConfig struct {
	Runs    int `yaml:"runs"`
	Reports int `yaml:"reports"`
}

// When a run is told of.
const (
	whenChange = "change"
	whenNew    = "new"
	whenAlways = "always"
)

// readBatchConfig reads and checks the file.
func readBatchConfig(path string) (*batchConfig, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	bad := func(t registry.Text) error {
		return registry.Invalid(registry.T(path+": "+t.VI, path+": "+t.EN))
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, bad(registry.Tf("không phải YAML hợp lệ (%v)", "not valid YAML: %v", err))
	}
	c := &batchConfig{dir: filepath.Dir(path)}
	if len(doc.Content) > 0 {
		if t, ok := unknownKey(doc.Content[0], reflect.TypeFor[batchConfig](), ""); !ok {
			return nil, bad(t)
		}
		if err := doc.Decode(c); err != nil {
			return nil, bad(registry.Tf("có giá trị không đúng kiểu (%v)", "%v", err))
		}
	}
	if t, ok := c.check(); !ok {
		return nil, bad(t)
	}
	return c, nil
}

// unknownKey looks for a key that the configuration does not have, or has twice.
func unknownKey(n *yaml.Node, t reflect.Type, path string) (registry.Text, bool) {
	switch {
	case n.Kind == yaml.AliasNode:
		return registry.Tf("dòng %d: không dùng neo (*) trong tệp này", "line %d: aliases (*) are not used in this file", n.Line), false
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for _, item := range n.Content {
			if text, ok := unknownKey(item, t.Elem(), path); !ok {
				return text, false
			}
		}
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Struct:
		known := map[string]reflect.Type{}
		for i := range t.NumField() {
			if tag := t.Field(i).Tag.Get("yaml"); tag != "" {
				known[tag] = t.Field(i).Type
			}
		}
		seen := map[string]bool{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i].Value
			to, ok := known[key]
			switch {
			case !ok:
				near := nearestKey(key, known)
				return registry.Tf("dòng %d: không có khóa %s; gần nhất: %s", "line %d: there is no key %s; nearest: %s", n.Content[i].Line, path+key, path+near), false
			case seen[key]:
				return registry.Tf("dòng %d: khóa %s có hai lần", "line %d: key %s is there twice", n.Content[i].Line, path+key), false
			}
			seen[key] = true
			if text, ok := unknownKey(n.Content[i+1], to, path+key+"."); !ok {
				return text, false
			}
		}
	}
	return registry.Text{}, true
}

func nearestKey(key string, known map[string]reflect.Type) string {
	return registry.NearestWord(key, slices.Collect(maps.Keys(known)))
}

// check completes the configuration and says what in it cannot be meant.
func (c *batchConfig) check() (registry.Text, bool) {
	c.defaults()
	for i, l := range c.Lists {
		if l.File == "" {
			return registry.Tf("lists[%d]: thiếu file", "lists[%d]: file is missing", i), false
		}
		if _, err := registry.ParseDate(l.Date); err != nil {
			return registry.Tf("lists[%d].date: %q không phải là ngày", "lists[%d].date: %q is not a day", i, l.Date), false
		}
	}
	if len(c.Lists) == 0 && c.Watch.Folder == "" {
		return registry.T("nêu lists hoặc watch.folder: chưa có gì để nạp", "name lists or watch.folder: there is nothing to import"), false
	}
	for _, d := range []struct {
		key, is string
		to      *time.Duration
	}{{"watch.settle", c.Watch.Settle, &c.Watch.settle}, {"notify.pause", c.Notify.Pause, &c.Notify.pause}} {
		v, err := time.ParseDuration(d.is)
		if err != nil || v < 0 {
			return registry.Tf("%s: %q không phải là khoảng thời gian như 30s, 5m", "%s: %q is not a time like 30s, 5m", d.key, d.is), false
		}
		*d.to = v
	}
	if _, err := registry.ParseDate(c.Scan.AsOf); err != nil && c.Scan.AsOf != "today" {
		return registry.Tf("scan.as_of: %q không phải là ngày hay today", "scan.as_of: %q is neither a day nor today", c.Scan.AsOf), false
	}
	for _, f := range c.Reports.Formats {
		if _, err := report.ParseFormat(f); err != nil {
			return registry.Tf("reports.formats: không có dạng %q; dùng %s", "reports.formats: there is no form %q; use %s", f, formatNames()), false
		}
	}
	for _, n := range []struct {
		key string
		is  int
	}{{"scan.workers", c.Scan.Workers}, {"retention.runs", c.Retention.Runs}, {"retention.reports", c.Retention.Reports}} {
		if n.is < 0 {
			return registry.Tf("%s không nhận số âm", "%s takes no negative number", n.key), false
		}
	}
	return c.checkNotify()
}

func (c *batchConfig) checkNotify() (registry.Text, bool) {
	n := &c.Notify
	if !slices.Contains([]string{whenChange, whenNew, whenAlways}, n.When) {
		return registry.Tf("notify.when: %q; dùng change, new hoặc always", "notify.when: %q; use change, new or always", n.When), false
	}
	if m := n.Mail; m.Host != "" {
		if m.From == "" || len(m.To) == 0 {
			return registry.T("notify.mail cần from và to", "notify.mail needs from and to"), false
		}
		if !slices.Contains([]string{notify.StartTLS, notify.TLS, notify.Plain}, m.Security) {
			return registry.Tf("notify.mail.security: %q; dùng starttls, tls hoặc none", "notify.mail.security: %q; use starttls, tls or none", m.Security), false
		}
	} else if m.From != "" || len(m.To) > 0 {
		return registry.T("notify.mail cần host", "notify.mail needs host"), false
	}
	if w := n.Webhook; (w.URL == "") != (w.SecretFile == "") {
		return registry.T("notify.webhook cần cả url và secret_file: sự kiện luôn được ký", "notify.webhook needs both url and secret_file: events are always signed"), false
	}
	if w := n.Webhook; w.URL != "" && !strings.HasPrefix(w.URL, "https://") && !strings.HasPrefix(w.URL, "http://") {
		return registry.T("notify.webhook.url phải bắt đầu bằng https:// hoặc http://", "notify.webhook.url must begin with https:// or http://"), false
	}
	return registry.Text{}, true
}

// defaults fills what was not said and makes paths absolute or relative to the
// working folder.
func (c *batchConfig) defaults() {
	c.Watch.Settle = cmp.Or(c.Watch.Settle, "0s")
	if len(c.Watch.Patterns) == 0 {
		c.Watch.Patterns = []string{"*.csv", "*.xlsx", "*.json"}
	}
	if c.Reports.Folder != "" && len(c.Reports.Formats) == 0 {
		c.Reports.Formats = []string{string(report.HTML), string(report.CSV), string(report.JSON)}
	}
	c.Notify.When = cmp.Or(c.Notify.When, whenChange)
	c.Notify.Attempts = cmp.Or(c.Notify.Attempts, 3)
	c.Notify.Pause = cmp.Or(c.Notify.Pause, "2s")
	c.Notify.Mail.Security = cmp.Or(c.Notify.Mail.Security, notify.StartTLS)
	c.Notify.Mail.Port = cmp.Or(c.Notify.Mail.Port, 587)
	for _, p := range []*string{&c.Data, &c.Watch.Folder, &c.Scan.Settings, &c.Scan.Statistics, &c.Reports.Folder, &c.Metrics, &c.Notify.Folder,
		&c.Notify.Mail.PasswordFile, &c.Notify.Webhook.SecretFile} {
		*p = c.path(*p)
	}
	for i := range c.Lists {
		c.Lists[i].File, c.Lists[i].Mapping = c.path(c.Lists[i].File), c.path(c.Lists[i].Mapping)
	}
}

func (c *batchConfig) path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(c.dir, p)
}

// receivers are those that the configuration names, with their secrets read.
func (c *batchConfig) receivers(now func() time.Time) ([]notify.Receiver, error) {
	var out []notify.Receiver
	if m := c.Notify.Mail; m.Host != "" {
		password, err := secret(m.PasswordFile)
		if err != nil {
			return nil, err
		}
		out = append(out, notify.Receiver{ID: "mail", By: notify.SMTP{Host: m.Host, Port: m.Port, Security: m.Security,
			From: m.From, To: m.To, User: m.User, Password: string(password)}})
	}
	if w := c.Notify.Webhook; w.URL != "" {
		key, err := secret(w.SecretFile)
		if err != nil {
			return nil, err
		}
		out = append(out, notify.Receiver{ID: "webhook", By: notify.Webhook{URL: w.URL, Secret: key, Now: now}})
	}
	if c.Notify.Folder != "" {
		out = append(out, notify.Receiver{ID: "folder", By: notify.Folder{Dir: c.Notify.Folder}})
	}
	return out, nil
}

// secret reads a secret from its file, without the newline that editors add.
func secret(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s := strings.TrimRight(string(data), "\r\n")
	if s == "" {
		return nil, registry.Invalid(registry.Tf("tệp %s không có nội dung", "file %s is empty", path))
	}
	return []byte(s), nil
}

// dateInName finds the day that a file name states: "platforms-2025-03-01.csv".
func dateInName(path string) registry.Date {
	m := regexp.MustCompile(`\d{4}-\d{2}(-\d{2})?`).FindString(filepath.Base(path))
	d, err := registry.ParseDate(m)
	if err != nil {
		return ""
	}
	return d
}

// asOf is the day as of which owners count.
func (c *batchConfig) asOf(now time.Time) registry.Date {
	if c.Scan.AsOf == "today" {
		return registry.Date(now.In(vietnam()).Format("2006-01-02"))
	}
	d, err := registry.ParseDate(c.Scan.AsOf)
	if err != nil {
		panic(fmt.Sprintf("batch: check let %q pass", c.Scan.AsOf))
	}
	return d
}
