package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"trunglap/notify"
	"trunglap/registry"
	"trunglap/report"
)

// An event is what a run is told as, to programs. It names findings by their
// ids and holds no text of any platform: it may leave the house.
type event struct {
	Event     string                      `json:"event"` // "run"
	Run       int64                       `json:"run"`
	Previous  int64                       `json:"previous,omitempty"`
	Snapshot  string                      `json:"snapshot"`
	AsOf      registry.Date               `json:"as_of,omitempty"`
	Digest    string                      `json:"digest"`
	Platforms int                         `json:"platforms"`
	Findings  map[registry.Relation]int   `json:"findings"`
	Count     map[registry.ChangeKind]int `json:"changes"`
	Unchanged int                         `json:"unchanged"`
	Factors   []registry.CauseKind        `json:"factors,omitempty"`
	Changes   []eventChange               `json:"changed_findings,omitempty"`
	Cut       int                         `json:"changed_findings_left_out,omitempty"`
}

type eventChange struct {
	ID       string               `json:"id"`
	Kind     registry.ChangeKind  `json:"kind"`
	Relation registry.Relation    `json:"relation,omitempty"`
	Old      registry.Millibits   `json:"old_score,omitempty"`
	New      registry.Millibits   `json:"new_score,omitempty"`
	Causes   []registry.CauseKind `json:"causes"`
}

// eventChanges bounds an event: receivers refuse what is too long.
const eventChanges = 1000

// toldFindings is how many findings a mail lists.
const toldFindings = 20

// eventOf tells a run, without findings that the reader may not see.
func eventOf(doc *report.Report, before *registry.Run, d *registry.RunDiff) event {
	shown := report.VisiblePairs(doc)
	e := event{Event: "run", Run: doc.Run.ID, Snapshot: doc.Run.Snapshot, AsOf: doc.Run.AsOf, Digest: doc.Run.Certificate.Digest,
		Platforms: doc.Run.Certificate.Platforms, Findings: map[registry.Relation]int{}, Count: map[registry.ChangeKind]int{}}
	for _, f := range report.Visible(doc) {
		e.Findings[f.Relation]++
	}
	if before == nil {
		return e
	}
	e.Previous, e.Unchanged, e.Factors = before.ID, d.Unchanged, d.Factors
	for i := range d.Changes {
		c := &d.Changes[i]
		if !shown(c.Pair) {
			continue
		}
		e.Count[c.Kind]++
		if len(e.Changes) == eventChanges {
			e.Cut++
			continue
		}
		x := eventChange{ID: c.ID, Kind: c.Kind, Causes: []registry.CauseKind{}}
		if c.Old != nil {
			x.Old, x.Relation = c.Old.Score, c.Old.Relation
		}
		if c.New != nil {
			x.New, x.Relation = c.New.Score, c.New.Relation
		}
		for _, cause := range c.Causes {
			if !slices.Contains(x.Causes, cause.Kind) {
				x.Causes = append(x.Causes, cause.Kind)
			}
		}
		e.Changes = append(e.Changes, x)
	}
	return e
}

// putNotices puts what is to be told of a run into the outbox.
func (b *batch) putNotices(doc *report.Report, before *registry.Run, d *registry.RunDiff) error {
	if !b.worthTelling(before, d) {
		return nil
	}
	body, err := json.Marshal(eventOf(doc, before, d))
	if err != nil {
		return fmt.Errorf("notice of run %d: %w", doc.Run.ID, err)
	}
	m := notify.Message{Name: runName(doc.Run.ID), Subject: b.subject(doc, before, d), Text: b.letter(doc, before, d), Event: body, At: doc.Run.Started}
	for _, r := range b.to {
		if err := b.outbox.Put(m, r.ID); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) worthTelling(before *registry.Run, d *registry.RunDiff) bool {
	switch {
	case before == nil || b.conf.Notify.When == whenAlways:
		return true
	case b.conf.Notify.When == whenNew:
		return d.Count[registry.ChangeNew] > 0
	}
	return len(d.Count) > 0
}

func (b *batch) subject(doc *report.Report, before *registry.Run, d *registry.RunDiff) string {
	if before == nil {
		return fmt.Sprintf(b.say("Trunglap: lượt quét %d, %s", "Trunglap: run %d, %s"), doc.Run.ID, b.count(len(doc.Findings), "phát hiện", "finding", "findings"))
	}
	return fmt.Sprintf(b.say("Trunglap: lượt quét %d, %d phát hiện mới, %d không còn", "Trunglap: run %d, %d new findings, %d gone"),
		doc.Run.ID, d.Count[registry.ChangeNew], d.Count[registry.ChangeGone])
}

// letter is the mail: the counts, and of the changes those that matter most,
// with names only where the reader may see both.
func (b *batch) letter(doc *report.Report, before *registry.Run, d *registry.RunDiff) string {
	var s strings.Builder
	say := func(vi, en string, args ...any) { fmt.Fprintf(&s, b.say(vi, en)+"\n", args...) }
	c := doc.Run.Certificate
	say("Lượt quét %d, ngày %s: %d nền tảng, %d phát hiện; đã so đủ %d cặp.", "Run %d of %s: %d platforms, %d findings; all %d pairs compared.",
		doc.Run.ID, b.day(doc.Run.Started), c.Platforms, len(doc.Findings), c.Expected)
	say("Chờ kết luận: %d, trong đó mở lại do nội dung thay đổi: %d.", "Waiting for a ruling: %d, of them reopened because the text changed: %d.", b.res.Open, b.res.Reopened)
	if before != nil {
		say("So với lượt quét %d:", "Against run %d:", before.ID)
		for _, k := range registry.ChangeKinds {
			if n := d.Count[k]; n > 0 {
				say("  %s: %d", "  %s: %d", k.Text().In(b.lang), n)
			}
		}
		b.letterChanges(&s, doc, d)
	}
	if b.conf.Reports.Folder != "" {
		say("\nBáo cáo: %s", "\nReport: %s", filepath.Join(b.conf.Reports.Folder, runName(doc.Run.ID)))
	}
	say("\nPhát hiện là căn cứ để xem xét, không phải kết luận.", "\nA finding is grounds for review, not a ruling.")
	return s.String()
}

func (b *batch) letterChanges(s *strings.Builder, doc *report.Report, d *registry.RunDiff) {
	shown, place := report.VisiblePairs(doc), doc.Snapshot.Index()
	name := func(id string) string {
		if i, ok := place[id]; ok {
			return id + " " + doc.Snapshot.Platforms[i].Name(b.lang)
		}
		return id
	}
	told := 0
	for i := range d.Changes {
		c := &d.Changes[i]
		if !shown(c.Pair) {
			continue
		}
		if told == toldFindings {
			s.WriteString(b.say("… và các thay đổi khác, xem báo cáo\n", "… and more, see the report\n"))
			return
		}
		told++
		fmt.Fprintf(s, "\n%s %s: %s -> %s\n  %s\n  %s\n", c.ID, c.Kind.Text().In(b.lang), b.stateText(c.Old), b.stateText(c.New), name(c.Pair.A), name(c.Pair.B))
		for j := range c.Causes {
			fmt.Fprintf(s, b.say("  vì: %s\n", "  because: %s\n"), b.causeText(&c.Causes[j]))
		}
	}
}

// writeMetrics writes what a monitoring system reads, in the text format of
// Prometheus, for the textfile collector of its node exporter.
func (b *batch) writeMetrics(began time.Time, failed error) error {
	if failed == nil {
		b.state.LastSuccess = b.now()
		if err := b.state.write(b.data); err != nil {
			return err
		}
	}
	if b.conf.Metrics == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(b.conf.Metrics), 0o755); err != nil {
		return err
	}
	return b.writeFile(b.conf.Metrics, func(w io.Writer) error {
		_, err := io.WriteString(w, b.metrics(began, failed))
		return err
	})
}

func (b *batch) metrics(began time.Time, failed error) string {
	var s strings.Builder
	gauge := func(name, help string) { fmt.Fprintf(&s, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name) }
	one := func(name, help string, v any) { gauge(name, help); fmt.Fprintf(&s, "%s %v\n", name, v) }
	state := 0
	if failed != nil {
		state = 1
	}
	one("trunglap_batch_failed", "1 if the last call failed.", state)
	one("trunglap_batch_end_timestamp_seconds", "When the last call ended.", b.now().Unix())
	if !b.state.LastSuccess.IsZero() {
		one("trunglap_batch_success_timestamp_seconds", "When a call last succeeded.", b.state.LastSuccess.Unix())
	}
	one("trunglap_batch_seconds", "How long the last call took.", b.now().Sub(began).Seconds())
	one("trunglap_files_refused", "Files that the last call did not take.", b.res.Refused)
	one("trunglap_notices_waiting", "Notices that no receiver has taken.", b.res.Pending)
	run := &b.res.run
	one("trunglap_run", "Number of the latest run.", run.ID)
	one("trunglap_platforms", "Platforms in the latest run.", run.Certificate.Platforms)
	one("trunglap_pairs_expected", "Pairs of the latest run.", run.Certificate.Expected)
	one("trunglap_pairs_skipped", "Pairs that were neither scored nor bounded: always 0.", run.Certificate.Skipped)
	gauge("trunglap_findings", "Findings of the latest run.")
	for _, r := range registry.Relations {
		fmt.Fprintf(&s, "trunglap_findings{relation=%q} %d\n", r, run.Count[r])
	}
	gauge("trunglap_changes", "Findings of the last compared run that stand differently from the run before.")
	for _, k := range registry.ChangeKinds {
		fmt.Fprintf(&s, "trunglap_changes{kind=%q} %d\n", k, b.res.diff.Count[k])
	}
	return s.String()
}
